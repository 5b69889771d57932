use super::*;

/// `|` stands in the samples where nothing does, so that no scanner takes this file for a leak.
fn kinds(text: &str) -> Vec<&'static str> {
    let text = text.replace('|', "");
    find(&text).into_iter().map(|token| token.kind).collect()
}

/// Something random of a shape, the same in each run.
fn sample(shape: &Shape, anchor: &str) -> String {
    let mut state = 0x2545_f491_u32;
    let mut random = |set: Set, len: usize| -> String {
        let next = |state: &mut u32| {
            *state ^= *state << 13;
            *state ^= *state >> 17;
            *state ^= *state << 5;
            (*state % 128) as u8
        };
        let bytes = std::iter::repeat_with(|| next(&mut state)).filter(u8::is_ascii_alphanumeric);
        bytes.filter(|byte| set.has(*byte)).take(len).map(char::from).collect()
    };
    let before = shape.before.map_or(String::new(), |(set, len)| random(set, len));
    let parts = shape.parts.iter().map(|part| match part {
        Part::Run(set, min, _) => random(*set, *min),
        Part::Text(text) => (*text).to_owned(),
        Part::Between => "=\"".to_owned(),
    });
    let parts: String = parts.collect();
    format!("{before}{anchor}{parts}")
}

#[test]
fn every_shape_is_found_under_its_own_name() {
    for shape in SHAPES.iter().filter(|shape| matches!(shape.proof, Proof::Random | Proof::Jwt)) {
        for anchor in shape.anchors {
            let sample = sample(shape, anchor);
            assert_eq!(kinds(&format!("RUN a '{sample}' b")), [shape.kind], "{sample}");
        }
    }
    assert!(SHAPES.len() > 80);
}

#[test]
fn places_of_tokens() {
    let key = ["AKIA", "Q3EGRIZ7LM5TW2XP"].concat();
    let text =
        format!("# {key}\nENV AWS_SECRET_ACCESS_KEY \"{}\"", "bPxRfiCY9zK+q7/LtV3nWm8AsDgHjE2uOoTe5XyB");
    let found = find(&text);
    assert_eq!(&text[found[0].range.clone()], key);
    assert!(
        text[found[1].range.clone()].starts_with("bPxR") && text[found[1].range.clone()].ends_with("XyB")
    );
    assert_eq!(found.len(), 2);
}

#[test]
fn github_and_npm_tokens_carry_their_checksum() {
    assert_eq!(kinds("ghp|_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"), ["a GitHub token"]);
    assert_eq!(kinds("npm|_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"), ["an npm token"]);
    assert_eq!(kinds("ghp|_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18"), [] as [&str; 0]);
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}

#[test]
fn tokens_with_a_mark_inside() {
    let half = "q7LtV3nWm8AsDgHjE2uO";
    assert_eq!(kinds(&format!("OPENAI_API_KEY=sk-|{half}T3Blbk|FJ{half}")), ["an OpenAI API key"]);
    assert_eq!(kinds(&format!("sk-|{half}T3Blbk|FX{half}")), [] as [&str; 0]);
}

#[test]
fn private_keys_in_every_dress() {
    let body = "MIIEowIBAAKCAQEAq7LtV3nWm8AsDgHjE2uOoTe5XyBbPxRfiCY9zKqfKdVz0Wc1";
    let lines = |end: &str| {
        format!("-----BEGIN| RSA PRIVATE KEY-----{end}{body}{end}{body}{end}-----END RSA PRIVATE KEY-----")
    };
    for text in [lines("\n"), lines("\r\n"), lines("\\n"), lines("\\n\\\n"), lines("\n# ")] {
        let text = text.replace('|', "");
        let found = find(&format!("RUN echo '{text}' > /key"));
        assert_eq!((found.len(), &found[0].range), (1, &(10..10 + text.len())), "{text}");
    }
    for text in [
        "-----BEGIN| PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "grep -q '-----BEGIN| PRIVATE KEY-----' /key",
        "-----BEGIN| PUBLIC KEY-----\nMIIEowIBAAKCAQEAq7LtV3nWm8AsDgHjE2uOoTe5XyBbPxRfiCY9zKqfKdVz0Wc1",
    ] {
        assert_eq!(kinds(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn examples_and_parts_of_words_are_no_tokens() {
    for text in [
        "AKIA|IOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_SECRET_ACCESS_KEY=$SECRET",
        "aws_secret_access_key: <your-secret-access-key>",
        "glpat-|xxxxxxxxxxxxxxxxxxxx",
        "glpat-|aaaaabbbbbaaaaabbbbb",
        "hf_|abcdefghijklmnopqrstuvwxyzABCDEFGH",
        "SG.$KEY",
        "MYAKIA|Q3EGRIZ7LM5TW2XP",
        "AKIA|Q3EGRIZ7LM5TW2XPQ",
        "sk_live_|$STRIPE",
        "sha256:q3egriz7lm5tw2xpq3egriz7lm5tw2xp",
        "eyJ|hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ|zdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "",
        "é",
    ] {
        assert_eq!(kinds(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn beginnings_without_end_are_no_tokens() {
    for part in ["-----BEGIN| RSA PRIVATE KEY-----", "eyJ-", "eyJ.", "SG.", ":AA", "sk-"] {
        assert_eq!(kinds(&part.repeat(1 << 12)), [] as [&str; 0], "{part}");
    }
}
