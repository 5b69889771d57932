FROM selenium/standalone-chrome:130.0
USER root
RUN apt-get update && apt-get install -y python3-venv
USER seluser
WORKDIR /home/seluser/tests
COPY --chown=seluser requirements.txt .
RUN python3 -m venv venv && . venv/bin/activate && pip install -r requirements.txt
COPY --chown=seluser . .
HEALTHCHECK NONE
ENTRYPOINT ["venv/bin/pytest"]
