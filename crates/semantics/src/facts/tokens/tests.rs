use super::*;

/// `|` stands in the samples where nothing does, so that no scanner takes this file for a leak.
fn kinds(text: &str) -> Vec<&'static str> {
    let text = text.replace('|', "");
    find(&text).into_iter().map(|token| token.kind).collect()
}

/// Characters that look random, the same in each run.
fn random() -> impl FnMut() -> Vec<char> {
    let mut state = 0x2545_f491_u32;
    move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        Some((state % 128) as u8).filter(u8::is_ascii_alphanumeric).map(char::from).into_iter().collect()
    }
}

/// Something of a shape, made of what `next` gives as far as the shape allows it.
fn sample(shape: &Shape, anchor: &str, next: &mut dyn FnMut() -> Vec<char>) -> String {
    let mut of = |set: Set, len: usize| -> String {
        let some = std::iter::repeat_with(&mut *next).flatten();
        some.filter(|c| set.has(*c as u8)).take(len).collect()
    };
    let before = shape.before.map_or(String::new(), |(set, len)| of(set, len));
    let parts = shape.parts.iter().map(|part| match part {
        Part::Run(set, min, _) => of(*set, *min),
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
            let sample = sample(shape, anchor, &mut random());
            assert_eq!(kinds(&format!("RUN a '{sample}' b")), [shape.kind], "{sample}");
        }
    }
}

/// Two letters in turn are of the shape, and no token.
#[test]
fn no_shape_is_found_in_a_filler() {
    for shape in SHAPES {
        for anchor in shape.anchors {
            let mut turn = false;
            let mut filler = || {
                turn = !turn;
                let choice = if turn { b"2A" } else { b"3B" };
                choice.iter().map(|byte| char::from(*byte)).collect::<Vec<char>>()
            };
            let sample = sample(shape, anchor, &mut filler);
            assert_eq!(kinds(&format!("RUN a '{sample}' b")), [] as [&str; 0], "{sample}");
        }
    }
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
}

#[test]
fn tokens_with_a_mark_inside() {
    let half = "q7LtV3nWm8AsDgHjE2uO";
    assert_eq!(kinds(&format!("OPENAI_API_KEY=sk-|{half}T3Blbk|FJ{half}")), ["an OpenAI API key"]);
    assert_eq!(kinds(&format!("sk-|{half}T3Blbk|FX{half}")), [] as [&str; 0]);
    let body =
        "q7LtV3nWm8AsDgHjE2uOoTe5XyBbPxRfiCY9zKqfKdVz0Wc1bPxRfiCY9zKq7LtV3nWm8AsDgHjE2uOoTe5XyBq7LtV3n";
    assert_eq!(kinds(&format!("sk-ant|-api03-{body}AA")), ["an Anthropic API key"]);
    assert_eq!(kinds(&format!("sk-ant|-api03-{body}AB")), [] as [&str; 0]);
}

#[test]
fn age_keys_carry_their_checksum() {
    let key = "AGE-SECRET|-KEY-15FERYXHRDZ9M6Y09MR8WRERWZGJ6F8NTXVHXYRDLM5AAHN0T09NSXSPQYP";
    assert_eq!(kinds(key), ["an age secret key"]);
    assert_eq!(kinds(&key.replace("5FERYXHR", "5FERYXHY")), [] as [&str; 0]);
}

#[test]
fn service_accounts_have_a_private_key() {
    let body = "MIIEowIBAAKCAQEAq7LtV3nWm8AsDgHjE2uOoTe5XyBbPxRfiCY9zKqfKdVz0Wc1";
    let file = |body: &str| {
        format!(
            "{{ \"type\": \"service_account\", \"private_key\": \"-----BEGIN| PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n\" }}"
        )
    };
    assert_eq!(kinds(&format!("COPY <<EOF /key.json\n{}\nEOF\n", file(body))), ["a private key"]);
    assert_eq!(kinds(&file("...")), [] as [&str; 0]);
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
