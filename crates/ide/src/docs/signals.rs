//! Signals.

/// Those that servers understand, and what most of them do then.
pub const USUAL_SIGNALS: [(&str, &str); 6] = [
    ("TERM", "end; the default"),
    ("INT", "end, as with Ctrl+C"),
    ("QUIT", "end after the requests under way: nginx, PHP-FPM"),
    ("WINCH", "end after the requests under way: Apache"),
    ("USR1", "a meaning of the program's own"),
    ("KILL", "end at once: nothing is written or closed"),
];

/// What most servers do then; the name is in any case, with or without `SIG`.
pub fn signal(name: &str) -> Option<(&'static str, &'static str)> {
    let name = name.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    USUAL_SIGNALS.iter().copied().find(|(known, _)| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_every_spelling() {
        assert_eq!(signal("sigquit").map(|(name, _)| name), Some("QUIT"));
        assert_eq!(signal("INT").map(|(name, _)| name), Some("INT"));
        assert_eq!(signal("SIGRTMIN"), None);
    }
}
