FROM gradle:8.10-jdk17 AS build
COPY --chown=gradle:gradle . /home/gradle/project
WORKDIR /home/gradle/project
RUN gradle bootJar --no-daemon

FROM amazoncorretto:17-alpine
ARG JAR=/home/gradle/project/build/libs/*.jar
COPY --from=build /home/gradle/project/build/libs/*.jar app.jar
HEALTHCHECK --interval=15s --start-period=40s --retries=5 \
  CMD wget -qO- http://localhost:8080/actuator/health || exit 1
ENTRYPOINT ["java", "-jar", "/app.jar"]
