FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /workspace
COPY pom.xml .
RUN mvn -B dependency:go-offline
COPY src ./src
RUN mvn -B package -DskipTests

FROM eclipse-temurin:21-jre
ENV JAVA_OPTS="-XX:MaxRAMPercentage=75 -Dfile.encoding=UTF-8"
COPY --from=build /workspace/target/*.jar /app/app.jar
EXPOSE 8080 8081
ENTRYPOINT exec java $JAVA_OPTS -jar /app/app.jar
