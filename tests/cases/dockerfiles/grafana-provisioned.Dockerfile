FROM grafana/grafana-oss:11.2.2
ENV GF_AUTH_ANONYMOUS_ENABLED true
ENV GF_INSTALL_PLUGINS "grafana-clock-panel 1.0.1,grafana-piechart-panel"
COPY ./provisioning /etc/grafana/provisioning
COPY ./dashboards /var/lib/grafana/dashboards
