FROM hashicorp/terraform:1.9 AS terraform
FROM amazon/aws-cli:2.18.5 AS aws

FROM alpine:3
COPY --from=terraform /bin/terraform /usr/local/bin/terraform
COPY --from=aws /usr/local/aws-cli/ /usr/local/aws-cli/
RUN ln -s /usr/local/aws-cli/v2/current/bin/aws /usr/local/bin/aws
ENTRYPOINT ["/bin/sh"]
