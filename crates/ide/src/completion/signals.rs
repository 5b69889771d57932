//! Signals.

use plimsoll_semantics::signal;

use super::{Completion, CompletionKind};
use crate::docs::USUAL_SIGNALS;
use crate::site::Written;

pub(super) fn names(written: &Written<'_>) -> Vec<Completion> {
    if written.argument_index() > 0 {
        return Vec::new();
    }
    let item = |name: &str| Completion::new(format!("SIG{name}"), CompletionKind::Value, written.word());
    let usual = USUAL_SIGNALS.iter().map(|(name, meaning)| item(name).with_detail(*meaning));
    let others = signal::NAMES.iter().filter(|name| !USUAL_SIGNALS.iter().any(|(usual, _)| usual == *name));
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
