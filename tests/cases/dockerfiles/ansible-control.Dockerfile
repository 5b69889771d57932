FROM python:3.12-alpine
ARG ANSIBLE_VERSION="10.5.0"
RUN apk add --no-cache openssh-client sshpass git \
  && apk add --no-cache --virtual .build gcc musl-dev libffi-dev \
  && pip install --no-cache-dir "ansible==${ANSIBLE_VERSION}" \
  && apk del .build
ENV ANSIBLE_HOST_KEY_CHECKING="False"
WORKDIR /playbooks
ENTRYPOINT ["ansible-playbook"]
CMD ["--help"]
