FROM ubuntu:22.04 AS toolchain
RUN apt-get update && apt-get install -y \
      build-essential \
      cmake \
      curl \
      ninja-build \
      zip && \
    rm -rf /var/lib/apt/lists/*
ENV VCPKG_ROOT=/opt/vcpkg
RUN git clone https://github.com/microsoft/vcpkg ${VCPKG_ROOT} && ${VCPKG_ROOT}/bootstrap-vcpkg.sh

FROM toolchain AS build
WORKDIR /src
COPY vcpkg.json CMakeLists.txt ./
COPY src/ src/
RUN cmake -G Ninja -B /build -DCMAKE_BUILD_TYPE=Release -DCMAKE_TOOLCHAIN_FILE=${VCPKG_ROOT}/scripts/buildsystems/vcpkg.cmake && cmake --build /build
