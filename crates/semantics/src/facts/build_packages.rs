//! Packages of distributions that only builds need, and what stays of them when the build is done. Read on 2026-11-22.

use super::images::Family;

/// Compilers, assemblers and generators of build files, without versions.
const TOOLS: &[&str] = &[
    "alpine-sdk",
    "autoconf",
    "automake",
    "base-devel",
    "build-base",
    "build-essential",
    "cargo",
    "clang",
    "cmake",
    "g++",
    "gcc",
    "gcc-c++",
    "gcc-gfortran",
    "gfortran",
    "go",
    "golang",
    "golang-go",
    "libtool",
    "meson",
    "nasm",
    "ninja",
    "ninja-build",
    "rust",
    "rustc",
    "yasm",
];

/// What is installed along with them, and sometimes for other reasons.
const COMPANIONS: &[&str] = &[
    "binutils",
    "bison",
    "dpkg-dev",
    "file",
    "flex",
    "lld",
    "m4",
    "make",
    "mold",
    "patch",
    "pkg-config",
    "pkgconf",
    "pkgconfig",
    "re2c",
    "swig",
    "texinfo",
];

/// What a package leaves to the programs that were built with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// These packages.
    Packages(&'static [&'static str]),
    /// A library that Python itself needs: every image of it has it.
    InPython,
    /// The same, and the certificates of Debian and the package manager of Alpine need it too.
    OpenSsl,
    /// Headers only, or libraries that every image of the distribution has.
    Nothing,
}

use Remains::{InPython, Nothing, OpenSsl, Packages};

/// Debian 11, 12 and 13, where all have the same name for it; sorted.
///
/// Source: `Depends` in the package indices of bullseye, bookworm and trixie, main/binary-amd64. Those of Python: docker-library/python
/// 4f070595, 3.14/slim-trixie/Dockerfile (keeps the libraries that `ldd` finds).
const DEBIAN: &[(&str, Remains)] = &[
    ("default-libmysqlclient-dev", Packages(&["libmariadb3"])),
    ("freetds-dev", Packages(&["libct4", "libsybdb5"])),
    ("libbz2-dev", InPython),
    ("libc-dev", Nothing),
    ("libc6-dev", Nothing),
    ("libcairo2-dev", Packages(&["libcairo2"])),
    ("libffi-dev", InPython),
    ("libfreetype-dev", Packages(&["libfreetype6"])),
    ("libfreetype6-dev", Packages(&["libfreetype6"])),
    ("libgmp-dev", Packages(&["libgmp10"])),
    ("libjpeg-dev", Packages(&["libjpeg62-turbo"])),
    ("libjpeg62-turbo-dev", Packages(&["libjpeg62-turbo"])),
    ("liblz4-dev", Packages(&["liblz4-1"])),
    ("liblzma-dev", InPython),
    ("libmariadb-dev", Packages(&["libmariadb3"])),
    ("libmariadb-dev-compat", Packages(&["libmariadb3"])),
    ("libopenblas-dev", Packages(&["libopenblas0"])),
    ("libopenjp2-7-dev", Packages(&["libopenjp2-7"])),
    ("libpq-dev", Packages(&["libpq5"])),
    ("librdkafka-dev", Packages(&["librdkafka1"])),
    ("libsasl2-dev", Packages(&["libsasl2-2"])),
    ("libsnappy-dev", Packages(&["libsnappy1v5"])),
    ("libsodium-dev", Packages(&["libsodium23"])),
    ("libsqlite3-dev", InPython),
    ("libssl-dev", OpenSsl),
    ("libxml2-dev", Packages(&["libxml2"])),
    ("libxslt-dev", Packages(&["libxslt1.1"])),
    ("libxslt1-dev", Packages(&["libxslt1.1"])),
    ("libyaml-dev", Packages(&["libyaml-0-2"])),
    ("libzmq3-dev", Packages(&["libzmq5"])),
    ("libzstd-dev", Packages(&["libzstd1"])),
    ("python-dev", Nothing),
    ("python3-dev", Nothing),
    ("zlib1g-dev", InPython),
];

/// Alpine; sorted. The libraries stay in the package that the `-dev` one is split from.
///
/// Source: `subpackages` and `depends_dev` in alpinelinux/aports, main/*/APKBUILD. Those of Python: docker-library/python
/// 4f070595, 3.14/alpine3.24/Dockerfile (keeps the libraries that `scanelf` finds).
const ALPINE: &[(&str, Remains)] = &[
    // What is compiled from C++ needs both.
    ("alpine-sdk", Packages(&["libgcc", "libstdc++"])),
    ("build-base", Packages(&["libgcc", "libstdc++"])),
    ("bzip2-dev", InPython),
    ("g++", Packages(&["libgcc", "libstdc++"])),
    ("gmp-dev", Packages(&["gmp"])),
    ("jpeg-dev", Packages(&["libjpeg-turbo"])),
    ("libc-dev", Nothing),
    ("libffi-dev", InPython),
    ("libjpeg-turbo-dev", Packages(&["libjpeg-turbo"])),
    ("libpq-dev", Packages(&["libpq"])),
    ("libxml2-dev", Packages(&["libxml2"])),
    ("libxslt-dev", Packages(&["libxslt"])),
    ("linux-headers", Nothing),
    ("mariadb-connector-c-dev", Packages(&["mariadb-connector-c"])),
    ("mariadb-dev", Packages(&["mariadb-connector-c"])),
    ("musl-dev", Nothing),
    ("openssl-dev", OpenSsl),
    ("postgresql-dev", Packages(&["libpq"])),
    ("python3-dev", Nothing),
    ("sqlite-dev", InPython),
    ("xz-dev", InPython),
    ("yaml-dev", Packages(&["yaml"])),
    ("zlib-dev", InPython),
];

/// Whether a package, as a command line names it, brings a compiler, headers or a tool of builds.
pub fn is_build_package(package: &str) -> bool {
    let name = bare_name(package);
    let unversioned = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let is_compiler = (name.starts_with("gcc-") || name.starts_with("g++-"))
        && !name.ends_with("-base")
        && !name.ends_with("-libs");
    TOOLS.contains(&unversioned) || is_compiler || is_development_package(package)
}

/// Whether it brings the headers of a library.
pub fn is_development_package(package: &str) -> bool {
    let name = bare_name(package);
    ["-dev", "-devel", "-headers"].iter().any(|end| name.ends_with(end)) && !COMPANIONS.contains(&name)
}

/// Whether it serves builds where something else in the same image does.
pub fn is_build_companion(package: &str) -> bool {
    COMPANIONS.contains(&bare_name(package))
}

/// What programs that were built with a build package need of it; `None` where that is not known.
pub fn remains(package: &str, family: Family) -> Option<Remains> {
    let name = bare_name(package);
    let table = match family {
        Family::Debian => DEBIAN,
        Family::Alpine => ALPINE,
        _ => return None,
    };
    let known = table.binary_search_by_key(&name, |(name, _)| name).ok().map(|index| table[index].1);
    let is_library = ["-dev", "-devel"].iter().any(|end| name.ends_with(end));
    // The libraries of compilers are in every image of Debian: apt needs them.
    known.or_else(|| (!is_library).then_some(Nothing))
}

/// Without version, architecture, release and repository: `gcc=4:12*`, `gcc:amd64`, `gcc/sid`, `gcc@edge`, `gcc~=12`.
pub fn bare_name(package: &str) -> &str {
    package.split(['=', ':', '/', '@', '<', '>', '~']).next().unwrap_or(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(TOOLS.is_sorted() && COMPANIONS.is_sorted());
        for table in [DEBIAN, ALPINE] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0));
        }
    }

    #[test]
    fn packages_that_only_builds_need() {
        for package in [
            "gcc",
            "gcc=4:12.2.0-3",
            "gcc-12",
            "g++-multilib",
            "clang-15",
            "libpq-dev",
            "libpq-dev:amd64",
            "python3-devel",
            "linux-headers",
            "build-base",
            "gcc-c++",
            "golang-1.21",
        ] {
            assert!(is_build_package(package), "{package}");
        }
        for package in
            ["make", "git", "libgcc", "gcc-12-base", "libpq5", "dpkg-dev", "devscripts", ".build-deps"]
        {
            assert!(!is_build_package(package), "{package}");
        }
        assert!(is_build_companion("make") && is_build_companion("dpkg-dev") && !is_build_companion("git"));
    }

    #[test]
    fn what_remains_of_them() {
        assert_eq!(remains("libpq-dev", Family::Debian), Some(Packages(&["libpq5"])));
        assert_eq!(remains("libpq-dev=15.*", Family::Alpine), Some(Packages(&["libpq"])));
        assert_eq!(remains("gcc", Family::Debian), Some(Nothing));
        assert_eq!(remains("libfoo-dev", Family::Debian), None);
        assert_eq!(remains("gcc", Family::Rhel), None);
    }
}
