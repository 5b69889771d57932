//! The codes that users of other linters know: what each of them is about is found under it, and the same put right is
//! not. Sorted by code.

use std::sync::Arc;

use plimsoll_linter::{Settings, lint, rules_called};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;

/// The code, what is bad, and what is good, behind a FROM.
const CODES: &[(&str, &str, &str)] = &[
    ("DL3001", "RUN service nginx start", "CMD [\"nginx\"]"),
    ("DL3003", "RUN cd /src && make", "WORKDIR /src\nRUN make"),
    ("DL3004", "RUN sudo apk update", "RUN apk update"),
    ("DL3010", "COPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt", "ADD app.tar.gz /opt/"),
    ("DL3014", "RUN apt-get install x=1", "RUN apt-get install -y x=1"),
    ("DL3021", "COPY a b /dst", "COPY a b /dst/"),
    ("DL3030", "RUN yum install foo-1", "RUN yum install -y foo-1"),
    ("DL3034", "RUN zypper install foo=1", "RUN zypper install -y foo=1"),
    ("DL3038", "RUN dnf install foo-1", "RUN dnf install -y foo-1"),
    ("DL3044", "ENV A=1 B=$A", "ENV A=1\nENV B=$A"),
    ("DL3045", "COPY app.py .", "WORKDIR /app\nCOPY app.py ."),
    ("DL3067", "COPY --from=b:1 / /", "COPY --from=b:1 /app /app"),
    ("DL4005", "RUN ln -sf /bin/bash /bin/sh", "SHELL [\"/bin/bash\", \"-c\"]"),
    ("DL4006", "RUN curl x | sh", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl x | sh"),
];

/// Whether a finding that stands for the code is in the file.
fn is_found(code: &str, instructions: &str) -> bool {
    let text = format!("FROM a:1\n{instructions}\n");
    let file = Dockerfile::new(SyntaxTree::parse(&text), Arc::new(NoContext));
    let names: Vec<String> = rules_called(code).iter().map(|rule| rule.name.to_owned()).collect();
    let settings = Settings::from_selection(&names, &[]).unwrap();
    lint(&file, &settings).iter().any(|finding| finding.aliases.contains(&code))
}

#[test]
fn each_code_finds_what_it_is_about() {
    assert!(CODES.is_sorted_by(|a, b| a.0 <= b.0));
    for (code, bad, good) in CODES {
        assert!(is_found(code, bad), "{code} is not found in {bad}");
        assert!(!is_found(code, good), "{code} is found in {good}");
    }
}
