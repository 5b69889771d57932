FROM registry.access.redhat.com/ubi9/nodejs-20-minimal:latest
LABEL name="acme/console" \
      vendor="Acme, Inc." \
      version="1.4.2" \
      summary="The console" \
      description="Shows what runs, \
and what does not."
USER 0
ADD app-src /tmp/src
RUN chown -R 1001:0 /tmp/src && chmod -R g=u /tmp/src
USER 1001
RUN /usr/libexec/s2i/assemble
CMD /usr/libexec/s2i/run
