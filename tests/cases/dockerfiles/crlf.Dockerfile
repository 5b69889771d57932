# Saved on Windows.
FROM alpine:3.20
ENV A=1 \
    B=2
RUN echo one && \
    echo two
COPY a.txt /a.txt
CMD ["sh"]
