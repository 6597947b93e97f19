//! Which byte stands for which opcode.
//!
//! Brotli guesses a byte from the classes of the two before it, when they are one of eight ranges each (RFC 7932 §7.1, its
//! signed mode). So opcodes that others follow alike belong into one range: worth 2 % of a module.

/// How many bytes are in each class; they follow each other.
const SIZES: [usize; 8] = [1, 15, 48, 64, 64, 48, 15, 1];
/// So many of the most frequent symbols are placed with care. The others are too rare to matter.
const PLACED: usize = 40;
const ROUNDS: usize = 4;

/// How often two symbols are followed by a third.
struct Following {
    before: [usize; 2],
    symbol: usize,
    count: u32,
}

/// A byte for each symbol. Symbols are numbers, the most frequent first, and 256 at most.
pub fn codes(symbols: usize, sequence: &[usize]) -> Vec<u8> {
    let following = following(symbols, sequence);
    // The rarest fill the largest classes.
    let slots = [3, 4, 2, 5, 1, 6, 0, 7];
    let slots = slots
        .into_iter()
        .flat_map(|class| std::iter::repeat_n(class, SIZES[class]));
    let mut classes: Vec<usize> = slots.take(symbols).collect();
    classes.reverse();
    let mut best = cost(&classes, &following);
    for _ in 0..ROUNDS {
        let before = best;
        for symbol in 0..symbols.min(PLACED) {
            for (class, size) in SIZES.into_iter().enumerate() {
                let full = members(&classes, class).count() == size;
                let rarest = members(&classes, class).last();
                let other = rarest.filter(|_| full).unwrap_or(symbol);
                let undo = classes.clone();
                classes[other] = classes[symbol];
                classes[symbol] = class;
                let tried = cost(&classes, &following);
                if tried < best {
                    best = tried;
                } else {
                    classes = undo;
                }
            }
        }
        if best == before {
            break;
        }
    }
    let mut next = SIZES.iter().scan(0, |end, size| {
        *end += size;
        Some(*end - size)
    });
    let mut next: [usize; 8] = std::array::from_fn(|_| next.next().unwrap_or_default());
    let place = |class: &usize| {
        next[*class] += 1;
        (next[*class] - 1) as u8
    };
    classes.iter().map(place).collect()
}

fn members(classes: &[usize], class: usize) -> impl Iterator<Item = usize> {
    (0..classes.len()).filter(move |symbol| classes[*symbol] == class)
}

fn following(symbols: usize, sequence: &[usize]) -> Vec<Following> {
    let mut counts = std::collections::BTreeMap::new();
    for three in sequence.windows(3) {
        let key = (three[0] * symbols + three[1]) * symbols + three[2];
        *counts.entry(key).or_insert(0u32) += 1;
    }
    let apart = |(key, count)| Following {
        before: [key / symbols / symbols, key / symbols % symbols],
        symbol: key % symbols,
        count,
    };
    counts.into_iter().map(apart).collect()
}

/// The bits that the sequence takes when each symbol is known as well as the two classes before it tell.
fn cost(classes: &[usize], following: &[Following]) -> f64 {
    let symbols = classes.len();
    let mut counts = vec![0u32; 64 * symbols];
    for one in following {
        let context = classes[one.before[0]] * 8 + classes[one.before[1]];
        counts[context * symbols + one.symbol] += one.count;
    }
    let context = |counts: &[u32]| {
        let total = f64::from(counts.iter().sum::<u32>());
        let seen = counts.iter().filter(|count| **count > 0);
        seen.map(|count| f64::from(*count) * (total / f64::from(*count)).log2())
            .sum::<f64>()
    };
    counts.chunks(symbols.max(1)).map(context).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_symbols_share_a_byte() {
        let sequence: Vec<usize> = (0..4_000).map(|at| at * at % 256).collect();
        let mut codes = codes(256, &sequence);
        codes.sort();
        assert_eq!(codes, (0..=255).collect::<Vec<u8>>());
    }

    #[test]
    fn symbols_that_foretell_others_are_told_apart() {
        // After 0 comes always 2, after 1 always 3.
        let sequence: Vec<usize> = (0..600)
            .flat_map(|at| [at / 7 % 2, 2 + at / 7 % 2])
            .collect();
        let codes = codes(4, &sequence);
        let class = |code: u8| {
            SIZES
                .iter()
                .scan(0, |end, size| {
                    *end += size;
                    Some(*end)
                })
                .filter(|end| *end <= usize::from(code))
                .count()
        };
        assert_ne!(class(codes[0]), class(codes[1]));
    }
}
