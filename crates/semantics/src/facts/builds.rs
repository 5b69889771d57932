//! Commands that make something out of sources, and the images that are made to run them. Read on 2026-11-22.

use super::images;

/// A tool that turns sources into what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildTool {
    Cargo,
    Go,
    Gradle,
    Maven,
    /// A script of package.json, by whichever package manager, or a bundler.
    Node,
}

/// Tasks of Gradle that leave something to run.
const GRADLE_TASKS: &[&str] =
    &["assemble", "bootJar", "bootWar", "build", "distZip", "installDist", "jar", "shadowJar", "war"];

/// Phases of Maven that leave something to run.
const MAVEN_PHASES: &[&str] = &["deploy", "install", "package", "verify"];

/// Bundlers and compilers that `npx` or a global install starts.
const BUNDLERS: &[(&str, &[&str])] = &[
    ("ng", &["build"]),
    ("next", &["build"]),
    ("nuxt", &["build", "generate"]),
    ("react-scripts", &["build"]),
    ("tsc", &[]),
    ("vite", &["build"]),
    ("vue-cli-service", &["build"]),
    ("webpack", &[]),
];

impl BuildTool {
    /// The tool of a command line that builds; its words without quotes, without `sudo` and the like. The first is the
    /// program without its folder.
    pub fn of(words: &[&str]) -> Option<BuildTool> {
        let (program, arguments) = words.split_first()?;
        let operands = || arguments.iter().filter(|word| !word.starts_with('-')).copied();
        let first = operands().next().unwrap_or_default();
        match *program {
            "go" => matches!(first, "build" | "install").then_some(BuildTool::Go),
            "cargo" => matches!(first, "b" | "build" | "install").then_some(BuildTool::Cargo),
            "mvn" | "mvnw" => operands().any(|word| MAVEN_PHASES.contains(&word)).then_some(BuildTool::Maven),
            "gradle" | "gradlew" => operands()
                .any(|word| GRADLE_TASKS.contains(&word.rsplit(':').next().unwrap_or(word)))
                .then_some(BuildTool::Gradle),
            "bun" | "npm" | "pnpm" | "yarn" => {
                let script = operands().find(|word| !matches!(*word, "run" | "run-script"))?;
                is_build_script(script).then_some(BuildTool::Node)
            }
            "npx" | "bunx" => {
                BuildTool::of(&operands().collect::<Vec<_>>()).filter(|tool| *tool == BuildTool::Node)
            }
            program => {
                let (_, commands) = BUNDLERS.iter().find(|(name, _)| *name == program)?;
                (commands.is_empty() || commands.contains(&first)).then_some(BuildTool::Node)
            }
        }
    }

    /// Whether an image is made to build with it, and has more than what was built needs.
    pub fn is_image_for(self, name: &str, tag: Option<&str>) -> bool {
        let Some(facts) = images::image(name) else { return false };
        match self {
            BuildTool::Cargo => facts.name == "rust",
            BuildTool::Go => facts.name == "golang",
            BuildTool::Gradle | BuildTool::Maven => match facts.name {
                "gradle" | "maven" => true,
                "amazoncorretto" | "eclipse-temurin" | "openjdk" => {
                    !tag.is_some_and(|tag| tag.contains("jre") || tag.contains("headless"))
                }
                _ => false,
            },
            BuildTool::Node => matches!(facts.name, "node" | "oven/bun"),
        }
    }
}

/// `build`, `build:prod`, `client:build`
fn is_build_script(name: &str) -> bool {
    name.split(':').any(|part| part == "build")
}

/// The major version of Java in an image to build with, if its tag names it and a JRE of that version is published.
///
/// Source: docker-library/official-images 37079fb3 (2026-08-21): library/eclipse-temurin, library/maven, library/gradle.
pub fn java_version(name: &str, tag: &str) -> Option<u32> {
    const WITH_JRE: &[u32] = &[8, 11, 17, 21, 25];
    let number =
        |text: &str| text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())].parse().ok();
    let mut parts = tag.split('-');
    let version = match images::image(name)?.name {
        "amazoncorretto" | "eclipse-temurin" | "openjdk" => parts.next().and_then(number),
        "maven" => {
            let makers = ["amazoncorretto", "jdk", "openjdk", "semeru", "temurin"];
            parts.find(|part| makers.contains(part)).and(parts.next()).and_then(number)
        }
        "gradle" => parts.find_map(|part| number(part.strip_prefix("jdk")?)),
        _ => None,
    }?;
    WITH_JRE.contains(&version).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_build() {
        let tool = |line: &str| BuildTool::of(&line.split(' ').collect::<Vec<_>>());
        let cases = [
            ("go build -o /app .", Some(BuildTool::Go)),
            ("go mod download", None),
            ("cargo build --release", Some(BuildTool::Cargo)),
            ("cargo test", None),
            ("mvn -B -DskipTests clean package", Some(BuildTool::Maven)),
            ("mvnw dependency:go-offline", None),
            ("gradlew --no-daemon :app:bootJar", Some(BuildTool::Gradle)),
            ("gradle dependencies", None),
            ("npm run build", Some(BuildTool::Node)),
            ("npm ci", None),
            ("yarn build", Some(BuildTool::Node)),
            ("pnpm --silent run build:prod", Some(BuildTool::Node)),
            ("npx vite build", Some(BuildTool::Node)),
            ("npx tsc", Some(BuildTool::Node)),
            ("npx prisma generate", None),
            ("make", None),
        ];
        for (line, expected) in cases {
            assert_eq!(tool(line), expected, "{line}");
        }
    }

    #[test]
    fn images_to_build_with() {
        assert!(BuildTool::Go.is_image_for("docker.io/library/golang", None));
        assert!(!BuildTool::Go.is_image_for("alpine", None));
        assert!(BuildTool::Maven.is_image_for("eclipse-temurin", Some("21")));
        assert!(!BuildTool::Maven.is_image_for("eclipse-temurin", Some("21-jre")));
    }

    #[test]
    fn java_versions() {
        let cases = [
            ("maven", "3.9-eclipse-temurin-21", Some(21)),
            ("maven", "3.9.9-eclipse-temurin-17-alpine", Some(17)),
            ("maven", "3.8-openjdk-11-slim", Some(11)),
            ("maven", "3-jdk-8", Some(8)),
            ("maven", "3.9-ibm-semeru-21-noble", Some(21)),
            ("maven", "3.9", None),
            ("gradle", "8.5-jdk17", Some(17)),
            ("gradle", "jdk21-alpine", Some(21)),
            ("gradle", "8-jdk-21-and-24", None),
            ("eclipse-temurin", "21.0.2_13-jdk-alpine", Some(21)),
            ("eclipse-temurin", "8u392-b08-jdk", Some(8)),
            ("openjdk", "18-jdk-slim", None),
            ("python", "3.8", None),
        ];
        for (name, tag, expected) in cases {
            assert_eq!(java_version(name, tag), expected, "{name}:{tag}");
        }
    }
}
