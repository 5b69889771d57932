FROM eclipse-temurin:17-jdk-jammy
ENV ANDROID_HOME /opt/android
ENV PATH ${PATH}:${ANDROID_HOME}/cmdline-tools/latest/bin:${ANDROID_HOME}/platform-tools
ARG SDK=11076708
RUN apt-get update && apt-get install -y unzip && rm -rf /var/lib/apt/lists/* \
    && curl -sSLo /tmp/sdk.zip "https://dl.example.com/commandlinetools-linux-${SDK}_latest.zip" \
    && unzip -q /tmp/sdk.zip -d /tmp && mkdir -p ${ANDROID_HOME}/cmdline-tools \
    && mv /tmp/cmdline-tools ${ANDROID_HOME}/cmdline-tools/latest
RUN yes | sdkmanager --licenses > /dev/null
WORKDIR /project
