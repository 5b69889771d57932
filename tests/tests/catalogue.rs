//! The codes that users of other linters know: what each of them is about is found under it, and the same put right is
//! not. Sorted by code.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::sync::Arc;

use plimsoll_linter::{Settings, lint, rules, rules_called};
use plimsoll_semantics::{BuildContext, Dockerfile, ListedContext, NoContext};
use plimsoll_syntax::SyntaxTree;

/// The rules of hadolint as of 2026-08-07 (8f936c5), and its parse error.
const HADOLINT: &str = "DL1000 DL1001 DL3000 DL3001 DL3002 DL3003 DL3004 DL3006 DL3007 DL3008 DL3009 DL3010 DL3011 DL3012 DL3013 \
    DL3014 DL3015 DL3016 DL3018 DL3019 DL3020 DL3021 DL3022 DL3023 DL3024 DL3025 DL3026 DL3027 DL3028 DL3029 \
    DL3030 DL3032 DL3033 DL3034 DL3035 DL3036 DL3037 DL3038 DL3040 DL3041 DL3042 DL3043 DL3044 DL3045 DL3046 \
    DL3047 DL3048 DL3049 DL3050 DL3051 DL3052 DL3053 DL3054 DL3055 DL3056 DL3057 DL3058 DL3059 DL3060 DL3061 \
    DL3062 DL3063 DL3064 DL3065 DL3066 DL3067 DL4000 DL4001 DL4003 DL4004 DL4005 DL4006";

/// The checks of BuildKit as of 2026-08-21 (73ed682).
const BUILDKIT: &str = "ConsistentInstructionCasing CopyIgnoredFile DuplicateStageName ExposeInvalidFormat ExposeProtoCasing \
    FromAsCasing FromPlatformFlagConstDisallowed InvalidBaseImagePlatform InvalidDefaultArgInFrom \
    InvalidDefinitionDescription JSONArgsRecommended LegacyKeyValueFormat MaintainerDeprecated \
    MultipleInstructionsDisallowed NoEmptyContinuation RedundantTargetPlatform ReservedStageName \
    SecretsUsedInArgOrEnv StageNameCasing UndefinedArgInFrom UndefinedVar WorkdirRelativePath";

/// Checks that no file can answer, and why.
const UNDECIDABLE: &[(&str, &str)] =
    &[("InvalidBaseImagePlatform", "only a registry knows the platforms that a tag has")];

/// A code, what is bad, and what is good. A text without a FROM stands behind one.
struct Row {
    code: &'static str,
    bad: &'static str,
    good: &'static str,
    /// Below `rules` in a plimsoll.toml.
    option: Option<&'static str>,
    /// Where the build context is known: its .dockerignore.
    ignore_file: Option<&'static str>,
}

const fn row(code: &'static str, bad: &'static str, good: &'static str) -> Row {
    Row { code, bad, good, option: None, ignore_file: None }
}

impl Row {
    const fn option(self, option: &'static str) -> Row {
        Row { option: Some(option), ..self }
    }

    const fn ignore_file(self, text: &'static str) -> Row {
        Row { ignore_file: Some(text), ..self }
    }

    /// Whether a finding that stands for the code is in the file.
    fn is_found(&self, text: &str) -> bool {
        let has_from = text.lines().any(|line| line.starts_with("FROM "));
        let text = if has_from { format!("{text}\n") } else { format!("FROM a:1\n{text}\n") };
        let file = Dockerfile::new(SyntaxTree::parse(&text), self.context());
        lint(&file, &self.settings()).iter().any(|finding| finding.aliases.contains(&self.code))
    }

    fn settings(&self) -> Settings {
        let names: Vec<String> = rules_called(self.code).iter().map(|rule| rule.name.to_owned()).collect();
        let option = self.option.map_or_else(String::new, |option| format!("rules.{option}\n"));
        Settings::from_selection(&names, &[]).unwrap().merge(&Settings::from_toml(&option).unwrap())
    }

    fn context(&self) -> Arc<dyn BuildContext> {
        match self.ignore_file {
            Some(text) => Arc::new(ListedContext::new([]).with_ignore_file(".dockerignore", text)),
            None => Arc::new(NoContext),
        }
    }
}

const ROWS: &[Row] = &[
    row("CKV2_DOCKER_10", "RUN rpm -i --nosignature https://x/a.rpm", "RUN rpm -i https://x/a.rpm"),
    row("CKV2_DOCKER_13", "RUN npm config set strict-ssl false", "RUN npm config set strict-ssl true"),
    row("CKV2_DOCKER_2", "RUN curl -fk https://x", "RUN curl -f https://x"),
    row("CKV2_DOCKER_8", "RUN apt-get --allow-unauthenticated update", "RUN apt-get update"),
    row("ConsistentInstructionCasing", "run x\nCMD [\"x\"]", "RUN x\nCMD [\"x\"]"),
    row("CopyIgnoredFile", "COPY node_modules /x", "COPY src /x").ignore_file("node_modules\n"),
    row("DL1000", "RUNX foo", "RUN foo"),
    row("DL1001", "# hadolint ignore=DL3006\nFROM a", "FROM a:1"),
    row("DL3000", "WORKDIR app", "WORKDIR /app"),
    row("DL3001", "RUN service nginx start", "CMD [\"nginx\"]"),
    row("DL3002", "USER root", "USER root\nRUN x\nUSER 1000"),
    row("DL3003", "RUN cd /src && make", "WORKDIR /src\nRUN make"),
    row("DL3004", "RUN sudo apk update", "RUN apk update"),
    row("DL3006", "FROM debian", "FROM debian:12"),
    row("DL3007", "FROM debian:latest", "FROM debian:12.6"),
    row("DL3008", "RUN apt-get install -y curl", "RUN apt-get install -y curl=7.88.1-10")
        .option("unpinned-package.system-packages = true"),
    row(
        "DL3009",
        "RUN apt-get update && apt-get install -y x=1",
        "RUN apt-get update && apt-get install -y x=1 && rm -rf /var/lib/apt/lists/*",
    ),
    row("DL3010", "COPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt", "ADD app.tar.gz /opt/"),
    row("DL3011", "EXPOSE 80000", "EXPOSE 8000"),
    row("DL3012", "HEALTHCHECK CMD [\"a\"]\nHEALTHCHECK CMD [\"b\"]", "HEALTHCHECK CMD [\"b\"]"),
    row("DL3013", "RUN pip install requests", "RUN pip install requests==2.32.3"),
    row("DL3014", "RUN apt-get install x=1", "RUN apt-get install -y x=1"),
    row("DL3015", "RUN apt-get install -y x=1", "RUN apt-get install -y --no-install-recommends x=1"),
    row("DL3016", "RUN npm install -g serve", "RUN npm install -g serve@14.2.3"),
    row("DL3018", "RUN apk add --no-cache curl", "RUN apk add --no-cache curl=8.9.1-r1")
        .option("unpinned-package.system-packages = true"),
    row("DL3019", "RUN apk add curl=8", "RUN apk add --no-cache curl=8"),
    row("DL3020", "ADD app.py /app/", "COPY app.py /app/"),
    row("DL3021", "COPY a b /dst", "COPY a b /dst/"),
    // Without a stage of that name it may be an image.
    row(
        "DL3022",
        "FROM a:1\nCOPY --from=builder /x /x\nFROM b:1 AS builder",
        "FROM a:1 AS builder\nFROM b:1\nCOPY --from=builder /x /x",
    ),
    row("DL3023", "FROM a:1 AS b\nCOPY --from=b /x /y", "FROM a:1 AS b\nCOPY x /y"),
    row("DL3024", "FROM a:1 AS b\nFROM a:2 AS b", "FROM a:1 AS b\nFROM a:2 AS c"),
    row("DL3025", "CMD nginx -g x", "CMD [\"nginx\", \"-g\", \"x\"]"),
    row("DL3026", "FROM quay.io/x/y:1", "FROM docker.io/x/y:1")
        .option("untrusted-registry.trusted-registries = ['docker.io']"),
    row("DL3027", "RUN apt update", "RUN apt-get update"),
    row("DL3028", "RUN gem install rake", "RUN gem install rake:13.2.1"),
    row("DL3029", "FROM --platform=linux/amd64 a:1", "FROM --platform=$BUILDPLATFORM a:1"),
    row("DL3030", "RUN yum install foo-1", "RUN yum install -y foo-1"),
    row("DL3032", "RUN yum install -y foo-1", "RUN yum install -y foo-1 && yum clean all"),
    row("DL3033", "RUN yum install -y httpd", "RUN yum install -y httpd-2.4.57")
        .option("unpinned-package.system-packages = true"),
    row("DL3034", "RUN zypper install foo=1", "RUN zypper install -y foo=1"),
    row("DL3035", "RUN zypper -n dup", "RUN zypper -n patch"),
    // Alone, `zypper clean` leaves the metadata.
    row("DL3036", "RUN zypper -n in foo=1", "RUN zypper -n in foo=1 && zypper clean --all"),
    row("DL3037", "RUN zypper -n in curl", "RUN zypper -n in curl=8.0")
        .option("unpinned-package.system-packages = true"),
    row("DL3038", "RUN dnf install foo-1", "RUN dnf install -y foo-1"),
    row("DL3040", "RUN dnf install -y foo-1", "RUN dnf install -y foo-1 && dnf clean all"),
    row("DL3041", "RUN dnf install -y httpd", "RUN dnf install -y httpd-2.4.57")
        .option("unpinned-package.system-packages = true"),
    row("DL3042", "RUN pip install x==1", "RUN pip install --no-cache-dir x==1"),
    row("DL3043", "ONBUILD FROM b", "ONBUILD RUN x"),
    row("DL3044", "ENV A=1 B=$A", "ENV A=1\nENV B=$A"),
    row("DL3045", "COPY app.py .", "WORKDIR /app\nCOPY app.py ."),
    row("DL3046", "RUN useradd -u 1000000 app", "RUN useradd -l -u 1000000 app"),
    row("DL3047", "RUN wget https://x/y", "RUN wget -nv https://x/y"),
    row("DL3048", "LABEL Foo=1", "LABEL foo=1"),
    row("DL3049", "FROM a:1", "LABEL author=me").option("missing-label.label-schema.author = 'text'"),
    row("DL3050", "LABEL foo=1", "LABEL author=me").option("missing-label.label-schema.author = 'text'"),
    row("DL3051", "LABEL author=\"\"", "LABEL author=me")
        .option("missing-label.label-schema.author = 'text'"),
    row("DL3052", "LABEL docs=example.com", "LABEL docs=https://example.com")
        .option("missing-label.label-schema.docs = 'url'"),
    row("DL3053", "LABEL created=2024-01-01", "LABEL created=2024-01-01T00:00:00Z")
        .option("missing-label.label-schema.created = 'rfc3339'"),
    // An expression of several licences is what the labels of OCI hold.
    row("DL3054", "LABEL licence=\"Apache 2\"", "LABEL licence=MIT")
        .option("missing-label.label-schema.licence = 'spdx'"),
    row("DL3055", "LABEL rev=ABC1234", "LABEL rev=abc1234").option("missing-label.label-schema.rev = 'hash'"),
    row("DL3056", "LABEL version=1.2", "LABEL version=1.2.0")
        .option("missing-label.label-schema.version = 'semver'"),
    // The image `a` may have one, and without a port there is nothing to ask.
    row("DL3057", "FROM alpine:3\nEXPOSE 80", "FROM alpine:3\nEXPOSE 80\nHEALTHCHECK CMD [\"x\"]"),
    row("DL3058", "LABEL contact=me", "LABEL contact=me@example.org")
        .option("missing-label.label-schema.contact = 'email'"),
    row("DL3059", "RUN a\nRUN b", "RUN a && b"),
    row("DL3060", "RUN yarn install", "RUN yarn install && yarn cache clean"),
    row("DL3061", "ENV A=1\nFROM a:1", "ENV A=1"),
    row("DL3062", "RUN go install example.com/x@latest", "RUN go install example.com/x@v1.2.3"),
    row("DL3063", "FROM a:1 AS scratch", "FROM a:1 AS base"),
    row("DL3064", "ARG NPM_TOKEN", "RUN --mount=type=secret,id=npm_token x"),
    row("DL3065", "FROM --platform=$TARGETPLATFORM a:1", "FROM a:1"),
    row("DL3066", "USER app", "USER 1000:1000"),
    row("DL3067", "COPY --from=b:1 / /", "COPY --from=b:1 /app /app"),
    row("DL4000", "MAINTAINER me", "LABEL org.opencontainers.image.authors=\"me\""),
    row("DL4001", "RUN curl x\nRUN wget -q y", "RUN curl x\nRUN curl y"),
    row("DL4003", "CMD [\"a\"]\nCMD [\"b\"]", "CMD [\"b\"]"),
    row("DL4004", "ENTRYPOINT [\"a\"]\nENTRYPOINT [\"b\"]", "ENTRYPOINT [\"b\"]"),
    row("DL4005", "RUN ln -sf /bin/bash /bin/sh", "SHELL [\"/bin/bash\", \"-c\"]"),
    row("DL4006", "RUN curl x | sh", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl x | sh"),
    row("DS-0024", "RUN apt-get dist-upgrade -y", "RUN apt-get upgrade -y"),
    row("DuplicateStageName", "FROM alpine AS b\nFROM alpine AS B", "FROM alpine AS b\nFROM alpine AS c"),
    row("ExposeInvalidFormat", "EXPOSE 8080:80", "EXPOSE 80"),
    row("ExposeProtoCasing", "EXPOSE 53/UDP", "EXPOSE 53/udp"),
    row("FromAsCasing", "FROM alpine as x", "FROM alpine AS x"),
    row(
        "FromPlatformFlagConstDisallowed",
        "FROM --platform=linux/amd64 alpine",
        "FROM --platform=$BUILDPLATFORM alpine",
    ),
    row("InvalidDefaultArgInFrom", "ARG TAG\nFROM alpine:$TAG", "ARG TAG=3.20\nFROM alpine:$TAG"),
    row(
        "InvalidDefinitionDescription",
        "# check=experimental=all\n# pinned\nARG VERSION=1\nFROM alpine",
        "# check=experimental=all\n# VERSION of the tool\nARG VERSION=1\nFROM alpine",
    ),
    row("JSONArgsRecommended", "CMD nginx", "CMD [\"nginx\"]"),
    row("LegacyKeyValueFormat", "ENV A some value", "ENV A=\"some value\""),
    row("MaintainerDeprecated", "MAINTAINER me", "LABEL org.opencontainers.image.authors=\"me\""),
    row("MultipleInstructionsDisallowed", "CMD [\"a\"]\nCMD [\"b\"]", "CMD [\"b\"]"),
    row("NoEmptyContinuation", "RUN a && \\\n\n    b", "RUN a && \\\n    b"),
    row("RedundantTargetPlatform", "FROM --platform=$TARGETPLATFORM alpine", "FROM alpine"),
    row("ReservedStageName", "FROM alpine AS context", "FROM alpine AS ctx"),
    row("SecretsUsedInArgOrEnv", "ARG NPM_TOKEN", "RUN --mount=type=secret,id=npm_token x"),
    row("StageNameCasing", "FROM alpine AS Build", "FROM alpine AS build"),
    row("UndefinedArgInFrom", "FROM alpine:$VER", "ARG VER=3\nFROM alpine:$VER"),
    row("UndefinedVar", "FROM alpine\nCOPY $SRC /x", "FROM alpine\nARG SRC\nCOPY $SRC /x"),
    row("WorkdirRelativePath", "WORKDIR app", "WORKDIR /app"),
];

#[test]
fn each_code_finds_what_it_is_about() {
    assert!(ROWS.is_sorted_by(|a, b| a.code <= b.code));
    let mut wrong = Vec::new();
    for row in ROWS {
        if !row.is_found(row.bad) {
            wrong.push(format!("{} is not found in {}", row.code, row.bad));
        }
        if row.is_found(row.good) {
            wrong.push(format!("{} is found in {}", row.code, row.good));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_of_hadolint_and_buildkit_is_there() {
    let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.code).collect();
    let undecidable: BTreeSet<&str> = UNDECIDABLE.iter().map(|(code, _)| *code).collect();
    let live: BTreeSet<&str> = HADOLINT.split_whitespace().chain(BUILDKIT.split_whitespace()).collect();
    let missing: Vec<_> =
        live.iter().filter(|code| !rows.contains(*code) && !undecidable.contains(*code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(rows.is_disjoint(&undecidable));
    assert!(undecidable.is_subset(&live));
}

#[test]
fn no_rule_has_a_code_that_hadolint_does_not_have() {
    let live: BTreeSet<&str> = HADOLINT.split_whitespace().collect();
    for rule in rules() {
        for alias in rule.meta().aliases.iter().filter(|alias| alias.starts_with("DL")) {
            assert!(live.contains(alias), "{rule:?}: {alias}");
        }
    }
}
