FROM debian:12
RUN apt-get update && apt-get install -y ca-certificates curl gnupg
RUN mkdir -p /etc/apt/keyrings
RUN curl -fsSL https://deb.example.com/key.gpg | gpg --dearmor -o /etc/apt/keyrings/node.gpg
RUN echo "deb [signed-by=/etc/apt/keyrings/node.gpg] https://deb.example.com/node_22.x nodistro main" > /etc/apt/sources.list.d/node.list
RUN apt-get update && apt-get install nodejs -y
CMD node --version
