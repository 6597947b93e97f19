//! Counts what passed and what failed, from our own checks and from the output of test runners.

/// How much passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    /// One check of ours.
    pub fn check(passed: bool) -> Self {
        match passed {
            true => Self {
                passed: 1,
                failed: 0,
            },
            false => Self {
                passed: 0,
                failed: 1,
            },
        }
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Sums the lines `test result: ok. 12 passed; 0 failed; …` of cargo test and of the wasm-bindgen runner.
    pub fn from_cargo(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            let Some(result) = line.trim().strip_prefix("test result: ") else {
                continue;
            };
            tally.passed += before(result, " passed");
            tally.failed += before(result, " failed");
        }
        tally
    }

    /// Reads the lines `# pass 12`, `# fail 0` and `# cancelled 0` at the end of node's TAP output.
    pub fn from_tap(output: &str) -> Self {
        let count = |name: &str| {
            let line = output
                .lines()
                .rev()
                .find_map(|line| line.strip_prefix(name));
            line.and_then(|number| number.trim().parse::<u32>().ok())
                .unwrap_or(0)
        };
        Self {
            passed: count("# pass "),
            failed: count("# fail ") + count("# cancelled "),
        }
    }

    /// The stories of node's TAP output that failed at first and were told once more, each with its reason.
    pub fn told_again(output: &str) -> Vec<String> {
        let mut story = "";
        let mut again = Vec::new();
        for line in output.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("# Subtest: ") {
                story = name;
            } else if let Some(why) = line.strip_prefix("# told again, because ") {
                again.push(format!("{story}: {why}"));
            }
        }
        again
    }

    /// A runner that failed without naming a failed test (it did not compile, it was killed) counts as one failure.
    pub fn or_failed(mut self, succeeded: bool) -> Self {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// The number right before `word`.
fn before(text: &str, word: &str) -> u32 {
    let number = text
        .split(word)
        .next()
        .and_then(|head| head.rsplit(' ').next());
    match text.contains(word) {
        true => number.and_then(|digits| digits.parse().ok()).unwrap_or(0),
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_results_are_summed_over_all_binaries() {
        let output = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored\n\ntest result: FAILED. 10 passed; 3 failed; 1 ignored; 0 measured\n";
        assert_eq!(
            Tally::from_cargo(output),
            Tally {
                passed: 12,
                failed: 3
            }
        );
    }

    #[test]
    fn tap_totals_are_read_from_the_end() {
        let output = "# pass 1\nok 1\n# tests 9\n# pass 7\n# fail 1\n# cancelled 1\n";
        assert_eq!(
            Tally::from_tap(output),
            Tally {
                passed: 7,
                failed: 2
            }
        );
    }

    #[test]
    fn stories_that_were_told_again_are_named_with_their_reason() {
        let output = "# Subtest: first\nok 1 - first\n# Subtest: second\nok 2 - second\n  ---\n  ...\n# told again, because no sound\n# pass 2\n";
        assert_eq!(Tally::told_again(output), ["second: no sound"]);
    }

    #[test]
    fn a_runner_that_died_counts_as_one_failure() {
        assert_eq!(
            Tally::default().or_failed(false),
            Tally {
                passed: 0,
                failed: 1
            }
        );
        assert_eq!(
            Tally {
                passed: 3,
                failed: 2
            }
            .or_failed(false),
            Tally {
                passed: 3,
                failed: 2
            }
        );
    }
}
