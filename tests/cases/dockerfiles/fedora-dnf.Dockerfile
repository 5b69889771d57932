FROM registry.fedoraproject.org/fedora-minimal:41
RUN microdnf -y install httpd mod_ssl && microdnf clean all
RUN sed -i \
      -e 's/^Listen 80/Listen 8080/' \
      -e 's/^User .*/User apache/' \
      /etc/httpd/conf/httpd.conf
EXPOSE 8080
USER 1001
ENTRYPOINT ["/usr/sbin/httpd"]
CMD ["-D", "FOREGROUND"]
