//! What tokens and keys look like: a prefix that nothing else has, what may follow it, and a proof that it is no example.
//!
//! The table says where each was read.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

mod checksum;
mod table;

use table::SHAPES;

/// A token, key or password in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// With its article: `a GitHub token`.
    pub kind: &'static str,
    /// Bytes in the text.
    pub range: Range<usize>,
}

/// The shape of one kind of token.
#[derive(Debug)]
struct Shape {
    kind: &'static str,
    anchors: &'static [&'static str],
    /// What stands in front of the anchor, and how much of it.
    before: Option<(Set, usize)>,
    parts: &'static [Part],
    proof: Proof,
}

/// What stands behind an anchor. Nothing is tried twice, so no part may start with what the one before it takes.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// This many of the set, and no more of it behind them.
    Run(Set, usize, usize),
    Text(&'static str),
    /// Blanks, quotes, `=` and `:` between a name and its value. The token starts behind it.
    Between,
}

#[derive(Debug, Clone, Copy)]
enum Set {
    Digit,
    Hex,
    Upper,
    /// RFC 4648: without `0`, `1`, `8` and `9`.
    Base32,
    Lower,
    Letter,
    Alphanumeric,
    Base64,
    /// With `-` and `_` for `+` and `/`.
    Base64Url,
    /// [`Set::Base64Url`], `=` and `.`
    Dotted,
}

/// Why a match is no example.
#[derive(Debug, Clone, Copy)]
enum Proof {
    /// It looks random, and has no word of an example in it.
    Random,
    /// The same, with this text in it.
    Contains(&'static str),
    /// The same, with this text at its end.
    EndsWith(&'static str),
    /// The last six characters are the CRC-32 of the 30 before them, in base 62.
    Checksum,
    /// BIP 173: the last six characters are a checksum of all, and of this name for what they are.
    Bech32(&'static str),
    /// A header and claims in JSON, signed.
    Jwt,
    /// A private key in PEM, with enough of a body.
    Pem,
}

/// All tokens of a text, in order, none over another. Examples and placeholders are none.
pub fn find(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    let starts = &*STARTS;
    while at + 2 <= bytes.len() {
        let candidates = starts.at([bytes[at], bytes[at + 1]]);
        let done = found.last().map_or(0, |token| token.range.end);
        let token = candidates.iter().find_map(|(anchor, shape)| {
            let range = shape.match_at(text, at, anchor).filter(|range| range.start >= done)?;
            Some(Token { kind: shape.kind, range })
        });
        at = token.as_ref().map_or(at + 1, |token| token.range.end);
        found.extend(token);
    }
    found
}

/// The anchors by their first two bytes, in the order of the table. Nearly all pairs of bytes in a text begin none:
/// for those a bit says so.
struct Starts {
    known: Box<[u64; 1024]>,
    anchors: HashMap<[u8; 2], Vec<(&'static str, &'static Shape)>>,
}

static STARTS: LazyLock<Starts> = LazyLock::new(|| {
    let mut starts = Starts { known: Box::new([0; 1024]), anchors: HashMap::new() };
    for shape in SHAPES {
        for anchor in shape.anchors {
            let bytes = anchor.as_bytes();
            let pair = [bytes[0], bytes[1]];
            let (word, bit) = Starts::place(pair);
            starts.known[word] |= bit;
            starts.anchors.entry(pair).or_default().push((anchor, shape));
        }
    }
    starts
});

impl Starts {
    fn place(pair: [u8; 2]) -> (usize, u64) {
        let number = usize::from(u16::from_le_bytes(pair));
        (number / 64, 1 << (number % 64))
    }

    fn at(&self, pair: [u8; 2]) -> &[(&'static str, &'static Shape)] {
        let (word, bit) = Starts::place(pair);
        if self.known[word] & bit == 0 {
            return &[];
        }
        self.anchors.get(&pair).map_or(&[], Vec::as_slice)
    }
}

impl Shape {
    /// The token whose anchor may stand at `at`.
    fn match_at(&self, text: &str, at: usize, anchor: &str) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        if !bytes[at..].starts_with(anchor.as_bytes()) {
            return None;
        }
        let behind = at + anchor.len();
        if matches!(self.proof, Proof::Pem) {
            return pem(text, at, behind);
        }
        let mut start = at;
        if let Some((set, len)) = self.before {
            let before = bytes[..at].iter().rev().take(len + 1).take_while(|byte| set.has(**byte)).count();
            start = (before == len).then(|| at - len)?;
        } else if !self.is_named() && is_inside_word(bytes, at) {
            return None;
        }
        let mut end = behind;
        for part in self.parts {
            end = part.match_at(bytes, end)?;
            if matches!(part, Part::Between) {
                start = end;
            }
        }
        if bytes.get(end).copied().is_some_and(is_word) {
            return None;
        }
        let sample = if self.before.is_some() || self.is_named() { start } else { behind };
        self.proof.holds(text.get(sample..end)?).then_some(start..end)
    }

    /// A value that only its name tells.
    fn is_named(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Between))
    }
}

impl Part {
    /// Where it ends, if it starts at `at`.
    fn match_at(self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = &bytes[at..];
        match self {
            Part::Run(set, min, max) => {
                let count = rest.iter().take(max + 1).take_while(|byte| set.has(**byte)).count();
                (min..=max).contains(&count).then_some(at + count)
            }
            Part::Text(text) => rest.starts_with(text.as_bytes()).then_some(at + text.len()),
            Part::Between => {
                let is_between = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'=' | b':');
                let count = rest.iter().take(8).take_while(is_between).count();
                (count > 0).then_some(at + count)
            }
        }
    }
}

impl Set {
    fn has(self, byte: u8) -> bool {
        match self {
            Set::Digit => byte.is_ascii_digit(),
            Set::Hex => byte.is_ascii_hexdigit(),
            Set::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Set::Base32 => byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'),
            Set::Lower => byte.is_ascii_lowercase() || byte.is_ascii_digit(),
            Set::Letter => byte.is_ascii_alphabetic(),
            Set::Alphanumeric => byte.is_ascii_alphanumeric(),
            Set::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
            Set::Base64Url => is_word(byte) || byte == b'-',
            Set::Dotted => is_word(byte) || matches!(byte, b'-' | b'=' | b'.'),
        }
    }
}

impl Proof {
    fn holds(self, sample: &str) -> bool {
        match self {
            Proof::Random => looks_random(sample),
            Proof::Contains(part) => sample.contains(part) && looks_random(sample),
            Proof::EndsWith(end) => sample.ends_with(end) && looks_random(sample),
            Proof::Checksum => checksum::is_crc32_in_base62(sample),
            Proof::Bech32(name) => checksum::is_bech32(name, sample),
            Proof::Jwt => entropy(sample) > 4.0 && !sample.ends_with(JWT_EXAMPLE),
            Proof::Pem => false,
        }
    }
}

/// The signature of the example on jwt.io, which documentation everywhere repeats.
const JWT_EXAMPLE: &str = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

/// Lower case. What is long enough not to be there by chance.
const EXAMPLE_PARTS: &[&str] = &[
    "000000",
    "1234567",
    "abcdef",
    "changeme",
    "change_me",
    "deadbeef",
    "dummy",
    "example",
    "placeholder",
    "redacted",
    "sample",
    "xxxx",
    "your_",
    "your-",
];

/// Neither an example nor a text that repeats itself.
fn looks_random(sample: &str) -> bool {
    let lower = sample.to_ascii_lowercase();
    let repeats = lower.as_bytes().windows(6).any(|window| window.iter().all(|byte| *byte == window[0]));
    !repeats && !EXAMPLE_PARTS.iter().any(|part| lower.contains(part)) && entropy(sample) > 2.9
}

/// Bits for each byte, by Shannon.
fn entropy(sample: &str) -> f64 {
    let mut counts = [0_u32; 256];
    sample.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let total = sample.len() as f64;
    let share = |count: &u32| f64::from(*count) / total;
    counts.iter().filter(|count| **count > 0).map(share).map(|share| -share * share.log2()).sum()
}

/// A private key from `-----BEGIN` to behind its `-----END …-----`, or as far as its body goes. A body of a line or
/// less is an example. BuildKit's and JSON's ways to write line ends may be in it.
fn pem(text: &str, start: usize, behind: usize) -> Option<Range<usize>> {
    let (label, rest) = text.get(behind..)?.split_once("-----").filter(|(label, _)| label.len() < 64)?;
    if !label.ends_with("PRIVATE KEY") && !label.ends_with("PRIVATE KEY BLOCK") {
        return None;
    }
    let is_body =
        |byte: u8| Set::Base64.has(byte) || byte.is_ascii_whitespace() || br#"=\"',:#"#.contains(&byte);
    let body = rest.bytes().position(|byte| !is_body(byte)).unwrap_or(rest.len());
    let sample: String = rest[..body].bytes().filter(|byte| Set::Base64.has(*byte)).map(char::from).collect();
    if sample.len() < 64 || entropy(&sample) < 4.0 {
        return None;
    }
    let footer = rest[body..].strip_prefix("-----END ").and_then(|footer| footer.find("-----"));
    let end = match footer.filter(|at| *at < 64) {
        Some(at) => body + "-----END ".len() + at + "-----".len(),
        None => rest[..body].trim_end().len(),
    };
    let body_start = text.len() - rest.len();
    Some(start..body_start + end)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A word goes on from before `at`. The letter of an escape such as `\n` belongs to no word.
fn is_inside_word(bytes: &[u8], at: usize) -> bool {
    let is_escape = matches!(bytes[..at], [.., b'\\', b'n' | b'r' | b't']);
    bytes[..at].last().copied().is_some_and(is_word) && !is_escape
}

#[cfg(test)]
mod tests;
