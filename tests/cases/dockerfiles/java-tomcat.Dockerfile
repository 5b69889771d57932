from tomcat:10.1-jdk17
label maintainer="ops@example.com"
env CATALINA_OPTS -Xms256m -Xmx1g
run rm -rf /usr/local/tomcat/webapps/*
add build/shop.war /usr/local/tomcat/webapps/ROOT.war
expose 8080
cmd ["catalina.sh", "run"]
