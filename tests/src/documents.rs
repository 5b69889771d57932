//! Dockerfiles of any size, for benchmarks and counted work.

use std::fmt::Write;

/// Many stages of about 25 lines each, with what real files hold: continuations, comments, heredocs, flags.
pub fn staged(lines: usize) -> String {
    let mut text = String::from("# syntax=docker/dockerfile:1\nARG PYTHON=3.13\n");
    let mut stage = 0;
    while text.lines().count() < lines {
        let base =
            if stage % 3 == 2 { format!("stage{}", stage - 1) } else { "python:${PYTHON}-slim".to_owned() };
        let _ = write!(text, "{}", STAGE.replace("BASE", &base).replace("NUMBER", &stage.to_string()));
        stage += 1;
    }
    text
}

const STAGE: &str = r#"
# Stage number NUMBER.
FROM BASE AS stageNUMBER
ARG VERSION=1.2.NUMBER
ENV APP_HOME=/srv/app \
    PATH=/srv/app/bin:$PATH
WORKDIR $APP_HOME
RUN apt-get update \
    # build tools
    && apt-get install -y --no-install-recommends \
        build-essential \
        curl \
    && rm -rf /var/lib/apt/lists/*
COPY --chown=app:app requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
COPY src ./src
RUN <<EOF
set -eu
mkdir -p build/NUMBER
echo "${VERSION}" > build/NUMBER/version
EOF
EXPOSE 8000
USER app
CMD ["gunicorn", "-w", "4", "main:app"]
"#;

/// One stage that goes on for ever, as generated files do.
pub fn flat(lines: usize) -> String {
    let mut text = String::from("FROM debian:12-slim\n");
    for line in 1..lines {
        let _ = match line % 4 {
            0 => writeln!(text, "ENV NAME_{line}=value-{line}"),
            1 => writeln!(text, "COPY file-{line}.txt /srv/files/"),
            2 => writeln!(text, "RUN echo \"$NAME_{}\" && mkdir -p /srv/{line}", line.saturating_sub(2)),
            _ => writeln!(text, "LABEL org.example.line{line}=\"{line}\""),
        };
    }
    text
}
