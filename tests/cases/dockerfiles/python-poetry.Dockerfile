FROM python:3.12 AS export
RUN pip install poetry==1.8.3
COPY pyproject.toml poetry.lock /tmp/
RUN cd /tmp && poetry export --output requirements.txt

FROM python:3.12-slim
LABEL org.opencontainers.image.title="billing" \
      org.opencontainers.image.licenses="MIT"
COPY --from=export /tmp/requirements.txt /tmp/
RUN pip install --no-cache-dir --requirement /tmp/requirements.txt
COPY billing /opt/billing
WORKDIR /opt
ENTRYPOINT ["python", "-m", "billing"]
