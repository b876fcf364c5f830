# The six services, and the demonstration. SERVICE chooses the service to run:
#
#   docker build --build-arg SERVICE=orders-queries --tag chasqui/orders-queries .
#
# No syntax directive: every BuildKit understands this file.

# The libraries of all six services, built once and again only when they change.
FROM maven:3.9-eclipse-temurin-25 AS libraries
WORKDIR /source
COPY pom.xml ./
COPY .mvn .mvn
COPY users-commands/pom.xml users-commands/
COPY users-queries/pom.xml users-queries/
COPY products-commands/pom.xml products-commands/
COPY products-queries/pom.xml products-queries/
COPY orders-commands/pom.xml orders-commands/
COPY orders-queries/pom.xml orders-queries/
COPY gateway/pom.xml gateway/
COPY system-tests/pom.xml system-tests/
COPY benchmark/pom.xml benchmark/
COPY admin/pom.xml admin/
COPY libs libs
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn --batch-mode --no-transfer-progress -Dmaven.test.skip --projects libs/views,libs/operations,libs/service-test-support --also-make package

# The demonstration, which needs the services' places in the build and none of their code:
#
#   docker build --target demo --tag chasqui/demo .
FROM libraries AS demonstration
COPY system-tests system-tests
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn --batch-mode --no-transfer-progress -Dmaven.test.skip -Dspring-boot.repackage.skip --projects system-tests --also-make \
      package dependency:copy-dependencies -DincludeScope=runtime \
    && mkdir /demo && mv system-tests/target/dependency/*.jar system-tests/target/system-tests-*.jar /demo

FROM eclipse-temurin:25-jre AS demo
COPY containers/demo/start /app/
COPY --from=demonstration /demo/ /app/
USER 10001:10001
ENTRYPOINT ["/bin/sh", "/app/start"]

# One service on top of the libraries: a change in its code compiles its code and nothing else.
FROM libraries AS service
ARG SERVICE
COPY ${SERVICE} ${SERVICE}
# The jar is split into the service's own code and its dependencies. The fixed time makes the digest of a layer depend on its content
# alone, so the dependencies of all six services are one layer.
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn --batch-mode --no-transfer-progress -Dmaven.test.skip --projects "${SERVICE}" --also-make package \
    && java -Djarmode=tools -jar "${SERVICE}/target/${SERVICE}"-*.jar extract --layers --application-filename app.jar --destination /layers \
    && find /layers -exec touch --no-dereference --date=@0 {} +

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY containers/service/ ./
COPY --from=service /layers/dependencies/ ./

# why a number: a cluster can verify that it is not root. The user owns no file, so the process cannot change its own code.
USER 10001:10001
# Few threads need few arenas; glibc would make eight for each core, and they keep the memory that they once held.
# Another instance may be there: this one drains its connections from the gateway before it stops.
ENV SERVER_ADDRESS=0.0.0.0 \
    SERVER_PORT=8080 \
    CHASQUI_CONNECTION_DRAIN=2s \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs \
    MALLOC_ARENA_MAX=2
EXPOSE 8080
# Ready, not only alive: a client that waits for this container wants answers. A shell's socket is much cheaper than a JVM.
HEALTHCHECK --interval=5s --timeout=3s --start-period=300s --retries=6 CMD ["bash", "/app/healthcheck"]
# why two parts: java itself is process 1 and gets the signals, and options can go before the jar without a shell.
ENTRYPOINT ["java", "@/app/jvm.options"]
CMD ["-jar", "app.jar"]
COPY --from=service /layers/application/ ./
