FROM clojure:temurin-21-lein AS build
COPY project.clj /usr/src/app/
WORKDIR /usr/src/app
RUN lein deps
COPY . /usr/src/app
RUN mv "$(lein uberjar | sed -n 's/^Created \(.*standalone\.jar\)/\1/p')" app.jar
FROM eclipse-temurin:21-jre
COPY --from=build /usr/src/app/app.jar /app.jar
CMD ["java", "-jar", "/app.jar"]
