FROM confluentinc/cp-kafka-connect-base:7.7.1
ENV CONNECT_PLUGIN_PATH="/usr/share/java,/usr/share/confluent-hub-components" \
    CONNECT_LOG4J_LOGGERS='org.reflections=ERROR'
RUN confluent-hub install --no-prompt confluentinc/kafka-connect-jdbc:10.8.0
COPY --chown=appuser:appuser connectors /etc/connectors
