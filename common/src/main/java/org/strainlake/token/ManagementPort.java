package org.strainlake.token;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Knows the port of the management server, where it has one of its own. */
final class ManagementPort implements ApplicationListener<WebServerInitializedEvent> {
    private volatile int port = -1;

    @Override
    public void onApplicationEvent(WebServerInitializedEvent started) {
        if ("management".equals(started.getApplicationContext().getServerNamespace())) {
            port = started.getWebServer().getPort();
        }
    }

    /** Whether a request came in by that port; the socket's own, which no header can feign. */
    boolean received(HttpServletRequest request) {
        return port > 0 && request.getLocalPort() == port;
    }
}
