//! Signals.

use plimsoll_semantics::signal;

use super::{Completion, CompletionKind};
use crate::site::Written;

/// Those that servers understand, and what most of them do then.
const USUAL: [(&str, &str); 6] = [
    ("TERM", "end; the default"),
    ("INT", "end, as with Ctrl+C"),
    ("QUIT", "end after the requests under way: nginx, PHP-FPM"),
    ("WINCH", "end after the requests under way: Apache"),
    ("USR1", "a meaning of the program's own"),
    ("KILL", "end at once: nothing is written or closed"),
];

pub(super) fn names(written: &Written<'_>) -> Vec<Completion> {
    if written.argument_index() > 0 {
        return Vec::new();
    }
    let item = |name: &str| Completion::new(format!("SIG{name}"), CompletionKind::Value, written.word());
    let usual = USUAL.iter().map(|(name, meaning)| item(name).with_detail(*meaning));
    let others = signal::NAMES.iter().filter(|name| !USUAL.iter().any(|(usual, _)| usual == *name));
    usual.chain(others.map(|name| item(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::completion::tests::{proposed, taken};

    #[test]
    fn names_of_signals() {
        let proposed = proposed("FROM a\nSTOPSIGNAL $0");
        assert!(proposed.starts_with("SIGTERM SIGINT") && proposed.contains("SIGHUP"), "{proposed}");
        assert!(proposed.split(' ').all(signal::is_valid));
        assert_eq!(taken("FROM a\nSTOPSIGNAL SIG$0INT\n", "SIGQUIT"), "FROM a\nSTOPSIGNAL SIGQUIT\n");
    }
}
