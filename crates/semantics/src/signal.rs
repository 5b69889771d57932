//! The argument of STOPSIGNAL.

/// Without `SIG`, those that have a name of their own. Read from BuildKit 73ed682 (2026-08-21).
pub const NAMES: &[&str] = &[
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
    "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
    "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
];

/// A number other than 0, or a name: `SIG` may be missing, in any case.
pub fn is_valid(text: &str) -> bool {
    if let Ok(number) = text.parse::<i64>() {
        return number != 0;
    }
    let name = text.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    NAMES.contains(&name) || is_real_time(name)
}

/// RTMIN to RTMIN+15, and RTMAX-14 to RTMAX.
fn is_real_time(name: &str) -> bool {
    let distance = |rest: &str, sign: char, limit: u32| {
        let number = rest.strip_prefix(sign).filter(|digits| !digits.starts_with(['0', '+']));
        rest.is_empty() || number.and_then(|digits| digits.parse().ok()).is_some_and(|n: u32| n <= limit)
    };
    match (name.strip_prefix("RTMIN"), name.strip_prefix("RTMAX")) {
        (Some(rest), _) => distance(rest, '+', 15),
        (_, Some(rest)) => distance(rest, '-', 14),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        for text in ["9", "-1", "SIGTERM", "term", "sigrtmin+15", "RTMAX-14", "RTMAX"] {
            assert!(is_valid(text), "{text}");
        }
        for text in ["0", "SIGFOO", "RTMIN+16", "RTMAX-15", "RTMIN+0", "", "SIG"] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
