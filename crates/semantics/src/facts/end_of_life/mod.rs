//! Releases whose makers fix no security holes in them any more, as the tags of images name them.
//!
//! Read on 2026-11-22 in endoflife-date/endoflife.date a70eca337 (2026-08-22), one file of which stands above each entry. An end
//! that was announced there for a day before 2026-11-22 counts; no clock is asked, so the same file gives the same
//! findings every day. It is the end of what everybody gets: for Debian that of its LTS, for Ubuntu and others not what
//! subscribers buy.

mod distributions;
mod languages;
mod services;

use super::images;

/// Something that is released, and supported, in lines.
struct Product {
    name: &'static str,
    /// Images whose tags begin with its release.
    images: &'static [&'static str],
    /// What stands before the release in tags of other images: `alpine3.12`.
    words: &'static [&'static str],
    /// Names of the releases in tags of any image, without those that are supported.
    codenames: &'static [(&'static str, &'static str)],
    /// The release lines and the last days of their support, in order. A major version stands there by itself if all of
    /// its releases have ended.
    ended: &'static [(&'static str, &'static str)],
    /// In order.
    supported: &'static [&'static str],
}

/// The end of a release's support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndOfLife {
    pub product: &'static str,
    /// `3.8`; empty where all releases have ended.
    pub release: &'static str,
    /// The last day of support: `2024-10-07`.
    pub date: &'static str,
    /// The next release that is supported.
    pub successor: Option<&'static str>,
}

/// What in an image has ended, by its familiar name and tag: nothing where the tag does not say the release. The
/// distribution comes after the program that the image is for.
pub fn ends_of_life(name: &str, tag: Option<&str>) -> Vec<EndOfLife> {
    let name = images::familiar(name);
    let tag = tag.unwrap_or("latest");
    let own = products().find(|product| product.images.contains(&name));
    let own_end = own.and_then(|product| product.end_of_own(tag));
    let others = products().filter(|product| own.is_none_or(|own| own.name != product.name));
    own_end.into_iter().chain(others.filter_map(|product| product.end_in(tag))).collect()
}

fn products() -> impl Iterator<Item = &'static Product> {
    [languages::PRODUCTS, services::PRODUCTS, distributions::PRODUCTS].into_iter().flatten()
}

impl Product {
    /// In a tag of its own image: `3.8-slim`, `buster-slim`, `centos7.9.2009`.
    fn end_of_own(&self, tag: &str) -> Option<EndOfLife> {
        let first = tag.split('-').next().unwrap_or_default();
        let found = self.end_of(first).or_else(|| self.end_in(tag));
        found.or_else(|| {
            let (_, date) = self.ended.last().filter(|_| self.supported.is_empty())?;
            Some(EndOfLife { product: self.name, release: "", date, successor: None })
        })
    }

    /// In a tag of any image: `8.0-fpm-alpine3.12`, `17-jdk-alpine-3.12`, `3.8-buster`.
    fn end_in(&self, tag: &str) -> Option<EndOfLife> {
        let mut parts = tag.split('-').peekable();
        while let Some(part) = parts.next() {
            let codename = self.codenames.iter().find(|(codename, _)| *codename == part);
            if let Some((_, release)) = codename {
                return self.end_of(release);
            }
            let version = self.words.iter().find_map(|word| part.strip_prefix(word));
            let version = version.map(|version| match version {
                "" => parts.peek().copied().unwrap_or_default(),
                version => version,
            });
            if let Some(end) = version.and_then(|version| self.end_of(version)) {
                return Some(end);
            }
        }
        None
    }

    /// Of the longest release line that a version belongs to.
    fn end_of(&self, version: &str) -> Option<EndOfLife> {
        let is_in = |release: &str| {
            let rest = version.strip_prefix(release);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        if self.supported.iter().any(|release| is_in(release)) {
            return None;
        }
        let lines = self.ended.iter().filter(|(release, _)| is_in(release));
        let (release, date) = lines.max_by_key(|(release, _)| release.len())?;
        let is_later = |other: &&&str| numbers(other) > numbers(release);
        let successor = self.supported.iter().find(is_later).copied();
        Some(EndOfLife { product: self.name, release, date, successor })
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = "2026-11-22";

    #[track_caller]
    fn check(name: &str, tag: &str, expected: &str) {
        let ends = ends_of_life(name, Some(tag));
        let shown = ends.iter().map(|end| format!("{} {} {}", end.product, end.release, end.date));
        assert_eq!(shown.collect::<Vec<_>>().join(", "), expected, "{name}:{tag}");
    }

    #[test]
    fn releases_of_the_image_itself() {
        check("python", "3.8", "Python 3.8 2024-10-07");
        check("python", "3.8.10-slim", "Python 3.8 2024-10-07");
        check("python", "2", "Python 2 2020-01-01");
        check("docker.io/library/node", "18-alpine", "Node.js 18 2025-04-30");
        check("node", "gallium", "Node.js 16 2023-09-11");
        check("debian", "bullseye-slim", "Debian 11 2026-08-31");
        check("debian", "10.13", "Debian 10 2024-06-30");
        check("ubuntu", "focal-20210416", "Ubuntu 20.04 2025-05-31");
        check("mcr.microsoft.com/dotnet/sdk", "6.0-cbl-mariner", ".NET 6 2024-11-12");
        check("quay.io/centos/centos", "stream8", "CentOS Stream stream8 2024-05-31");
    }

    #[test]
    fn releases_of_the_distribution() {
        check("python", "3.8-slim-buster", "Python 3.8 2024-10-07, Debian 10 2024-06-30");
        check("python", "3.14-slim-bullseye", "Debian 11 2026-08-31");
        check("php", "8.4-fpm-alpine3.18", "Alpine 3.18 2025-05-09");
        check("eclipse-temurin", "21-jre-alpine-3.19", "Alpine 3.19 2025-11-01");
        check("nvidia/cuda", "11.0.3-base-ubuntu18.04", "Ubuntu 18.04 2023-05-31");
        check("swift", "5.5-centos7-slim", "CentOS 7 2024-06-30");
        check("amazoncorretto", "17-al2", "Amazon Linux 2 2026-06-30");
    }

    #[test]
    fn images_of_which_nothing_is_left() {
        check("centos", "centos7.9.2009", "CentOS 7 2024-06-30");
        check("centos", "latest", "CentOS  2021-12-31");
    }

    #[test]
    fn silent_where_it_is_supported_or_nobody_can_tell() {
        for (name, tag) in [
            ("python", "3.14"),
            ("python", "3"),
            ("python", "3.13-slim-bookworm"),
            ("python", "latest"),
            ("node", "lts-alpine"),
            ("node", "26.7"),
            ("alpine", "3"),
            ("alpine", "3.24"),
            ("alpine", "edge"),
            ("debian", "oldstable"),
            ("debian", "1234"),
            ("ubuntu", "rolling"),
            ("mysql", "8"),
            ("mysql", "8.4"),
            ("postgres", "18-alpine"),
            ("amazonlinux", "2023"),
            ("golang", "1-alpine"),
            ("php", "8-apache"),
            ("quay.io/centos/centos", "stream10"),
            ("maven", "3-amazoncorretto-8-al2023"),
            ("ghcr.io/acme/api", "3.8"),
        ] {
            check(name, tag, "");
        }
    }

    #[test]
    fn names_the_next_release() {
        let successor = |name, tag| ends_of_life(name, Some(tag))[0].successor;
        assert_eq!(successor("node", "18"), Some("22"));
        assert_eq!(successor("node", "23"), Some("24"));
        assert_eq!(successor("alpine", "3.9"), Some("3.22"));
        assert_eq!(successor("centos", "7"), None);
    }

    #[test]
    fn tables_are_in_order_and_all_before_the_day_they_were_read() {
        for product in products() {
            assert!(
                product.ended.is_sorted_by(|a, b| numbers(a.0) < numbers(b.0)),
                "{}: ended",
                product.name
            );
            assert!(
                product.supported.is_sorted_by(|a, b| numbers(a) < numbers(b)),
                "{}: supported",
                product.name
            );
            for (release, date) in product.ended {
                assert!(date.len() == READ.len() && *date < READ, "{} {release}", product.name);
                assert!(!product.supported.contains(release), "{} {release}", product.name);
            }
            for (codename, release) in product.codenames {
                assert!(product.end_of(release).is_some(), "{codename}");
            }
        }
    }
}
