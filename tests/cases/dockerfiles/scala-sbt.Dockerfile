FROM sbtscala/scala-sbt:eclipse-temurin-21.0.4_7_1.10.2_3.5.1 AS build
WORKDIR /app
COPY build.sbt .
COPY project/*.sbt project/build.properties project/
RUN sbt update
COPY . .
RUN sbt stage

FROM eclipse-temurin:21-jre-jammy
COPY --from=build /app/target/universal/stage /opt/svc
USER daemon
CMD ["/opt/svc/bin/svc", "-J-Xmx512m"]
