//! Which of several refusals the caller hears (RFC 3261 §16.7 step 6).

use sip::{Response, Status};

/// A lower rank is the better answer.
fn rank(status: Status) -> (u16, u16) {
    let code = status.code();
    let class = match code / 100 {
        6 => 0,
        class => class,
    };
    let within = match code {
        // What the caller can act upon.
        401 | 407 | 415 | 420 | 484 => 0,
        // Somebody said something.
        486 | 488 | 603 => 1,
        480 => 2,
        // Nobody did.
        408 | 487 => 4,
        // §16.7: a 503 of one branch is not the caller's business.
        503 => 5,
        _ => 3,
    };
    (class, within)
}

/// Keeps the better of two.
pub(super) fn keep_better(best: &mut Option<Response>, new: Response) {
    let better = match best {
        Some(old) => rank(new.status) < rank(old.status),
        None => true,
    };
    if better {
        *best = Some(new);
    }
}

#[cfg(test)]
mod tests {
    use sip::Status;

    use super::*;

    fn pick(codes: &[u16]) -> u16 {
        let mut best = None;
        for code in codes {
            let response = Response::new(Status::new(*code).unwrap(), String::new());
            keep_better(&mut best, response);
        }
        best.unwrap().status.code()
    }

    #[test]
    fn a_global_refusal_wins_then_the_lowest_class() {
        assert_eq!(pick(&[486, 603, 302]), 603);
        assert_eq!(pick(&[500, 486]), 486);
        assert_eq!(pick(&[486, 302]), 302);
    }

    #[test]
    fn a_phone_that_said_busy_beats_one_that_said_nothing() {
        assert_eq!(pick(&[408, 486]), 486);
        assert_eq!(pick(&[480, 408, 487]), 480);
        assert_eq!(pick(&[503, 500]), 500);
    }
}
