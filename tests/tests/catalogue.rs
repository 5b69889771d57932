//! The codes that users of other linters know: what each of them is about is found under it, and the same put right is
//! not. Sorted by code.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use plimsoll_linter::{Settings, lint, rules_called};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;

/// The code, what is bad, and what is good, behind a FROM.
const CODES: &[(&str, &str, &str)] = &[
    ("CKV2_DOCKER_10", "RUN rpm -i --nosignature https://x/a.rpm", "RUN rpm -i https://x/a.rpm"),
    ("CKV2_DOCKER_13", "RUN npm config set strict-ssl false", "RUN npm config set strict-ssl true"),
    ("CKV2_DOCKER_2", "RUN curl -fk https://x", "RUN curl -f https://x"),
    ("CKV2_DOCKER_8", "RUN apt-get --allow-unauthenticated update", "RUN apt-get update"),
    ("DL3001", "RUN service nginx start", "CMD [\"nginx\"]"),
    ("DL3003", "RUN cd /src && make", "WORKDIR /src\nRUN make"),
    ("DL3004", "RUN sudo apk update", "RUN apk update"),
    ("DL3010", "COPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt", "ADD app.tar.gz /opt/"),
    ("DL3013", "RUN pip install requests", "RUN pip install requests==2.32.3"),
    ("DL3014", "RUN apt-get install x=1", "RUN apt-get install -y x=1"),
    ("DL3016", "RUN npm install -g serve", "RUN npm install -g serve@14.2.3"),
    ("DL3021", "COPY a b /dst", "COPY a b /dst/"),
    ("DL3027", "RUN apt update", "RUN apt-get update"),
    ("DL3028", "RUN gem install rake", "RUN gem install rake:13.2.1"),
    ("DL3030", "RUN yum install foo-1", "RUN yum install -y foo-1"),
    ("DL3034", "RUN zypper install foo=1", "RUN zypper install -y foo=1"),
    ("DL3035", "RUN zypper -n dup", "RUN zypper -n patch"),
    ("DL3038", "RUN dnf install foo-1", "RUN dnf install -y foo-1"),
    ("DL3044", "ENV A=1 B=$A", "ENV A=1\nENV B=$A"),
    ("DL3045", "COPY app.py .", "WORKDIR /app\nCOPY app.py ."),
    ("DL3046", "RUN useradd -u 1000000 app", "RUN useradd -l -u 1000000 app"),
    ("DL3047", "RUN wget https://x/y", "RUN wget -nv https://x/y"),
    ("DL3062", "RUN go install example.com/x@latest", "RUN go install example.com/x@v1.2.3"),
    ("DL3067", "COPY --from=b:1 / /", "COPY --from=b:1 /app /app"),
    ("DL4001", "RUN curl x\nRUN wget -q y", "RUN curl x\nRUN curl y"),
    ("DL4005", "RUN ln -sf /bin/bash /bin/sh", "SHELL [\"/bin/bash\", \"-c\"]"),
    ("DL4006", "RUN curl x | sh", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl x | sh"),
    ("DS-0024", "RUN apt-get dist-upgrade -y", "RUN apt-get upgrade -y"),
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
