//! Images outside the official ones: vendors on Docker Hub and registries of their own.

use super::{BUILDPACK, DefaultUser, Family, ImageFacts, PLAIN, User, tools, user};

/// The images of .NET share their base: a user `app` since 8.0, chiseled variants that run as it.
const DOTNET_IMAGE: ImageFacts = ImageFacts {
    family: Family::Unknown,
    users: &[User { name: "app", uid: Some(1654), since: 8 }],
    env: &[("APP_UID", "1654"), ("ASPNETCORE_HTTP_PORTS", "8080"), ("DOTNET_RUNNING_IN_CONTAINER", "true")],
    current_tag: Some("10.0"),
    source: "dotnet/dotnet-docker 3ed00b61 (2026-08-21): src/runtime-deps, README.aspnet.md",
    ..PLAIN
};

/// Most of them run as 65532; those that were read are listed one by one.
const CHAINGUARD: ImageFacts = ImageFacts {
    family: Family::Wolfi,
    default_user: DefaultUser::NonRoot("65532"),
    users: &[user("nonroot", 65532)],
    source: "chainguard-images/images cd7edd23 (2026-08-22): images",
    ..PLAIN
};

const UBI: ImageFacts = ImageFacts {
    family: Family::Rhel,
    default_user: DefaultUser::Unknown,
    source: "name and maker of the image only; its Dockerfile was not read",
    ..PLAIN
};

pub(super) const IMAGES: &[ImageFacts] = &[
    ImageFacts {
        name: "bitnami/*",
        family: Family::Debian,
        default_user: DefaultUser::NonRoot("1001"),
        source: "bitnami/containers 04296e73 (2025-10): bitnami/nginx/1.29/debian-12/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "bitnamilegacy/*",
        family: Family::Debian,
        default_user: DefaultUser::NonRoot("1001"),
        source: "bitnami/containers 04296e73 (2025-10): bitnami/nginx/1.29/debian-12/Dockerfile",
        ..PLAIN
    },
    ImageFacts { name: "cgr.dev/chainguard/*", default_user: DefaultUser::Unknown, users: &[], ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/busybox", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/go", default_user: DefaultUser::Root, ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/jdk", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/jre", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/nginx", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/node", users: &[user("node", 65532)], ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/php", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/python", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/ruby", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/static", ..CHAINGUARD },
    ImageFacts { name: "cgr.dev/chainguard/wolfi-base", default_user: DefaultUser::Root, ..CHAINGUARD },
    ImageFacts {
        name: "gcr.io/distroless/*",
        family: Family::Distroless,
        users: &[user("nonroot", 65532)],
        source: "GoogleContainerTools/distroless cd080764 (2026-08-21): README.md, common/variables.bzl, \
                 common/BUILD.bazel",
        ..PLAIN
    },
    ImageFacts {
        name: "ghcr.io/astral-sh/uv",
        // Only a tag that names a distribution has more than the two programs.
        family: Family::Scratch,
        tools: tools(&["uv", "uvx"], BUILDPACK),
        current_tag: Some("0.12"),
        source: "astral-sh/uv 26a9dd4b (2026-08-21): docs/guides/integration/docker.md, Dockerfile",
        ..PLAIN
    },
    ImageFacts { name: "mcr.microsoft.com/dotnet/aspnet", ..DOTNET_IMAGE },
    ImageFacts { name: "mcr.microsoft.com/dotnet/runtime", ..DOTNET_IMAGE },
    ImageFacts { name: "mcr.microsoft.com/dotnet/runtime-deps", ..DOTNET_IMAGE },
    ImageFacts {
        name: "mcr.microsoft.com/dotnet/sdk",
        tools: tools(&["curl", "dotnet", "git", "wget"], &[]),
        source: "dotnet/dotnet-docker 3ed00b61 (2026-08-21): src/sdk/10.0/noble/amd64/Dockerfile, src/runtime-deps",
        ..DOTNET_IMAGE
    },
    ImageFacts {
        name: "mcr.microsoft.com/windows/*",
        family: Family::Windows,
        default_user: DefaultUser::Unknown,
        source: "name and maker of the image only; its configuration was not read",
        ..PLAIN
    },
    ImageFacts {
        name: "mcr.microsoft.com/windows/nanoserver",
        family: Family::Windows,
        default_user: DefaultUser::NonRoot("ContainerUser"),
        current_tag: Some("ltsc2025"),
        source: "dotnet/dotnet-docker 3ed00b61 (2026-08-21): src/runtime/10.0/nanoserver-ltsc2025/amd64/Dockerfile",
        ..PLAIN
    },
    ImageFacts { name: "registry.access.redhat.com/*", ..UBI },
    ImageFacts { name: "registry.redhat.io/*", ..UBI },
];
