ARG REGISTRY=docker.io TAG=3.20
FROM ${REGISTRY}/library/alpine:${TAG}
ARG A B=2 C="three"
RUN echo $A $B $C
