FROM alpine:3.20
ENV TITLE=The\ Load\ Line AUTHOR=S.\ Plimsoll
LABEL place=Bristol\ England
RUN echo "$TITLE"
