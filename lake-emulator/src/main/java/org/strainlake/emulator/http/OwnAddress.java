package org.strainlake.emulator.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Where this process listens, known once the server has bound its port. Thread-safe. */
@Component
public class OwnAddress {
    private final String host;
    private volatile @Nullable URI url;

    OwnAddress(Environment environment) {
        this.host = environment.getProperty("server.address", "127.0.0.1");
    }

    @EventListener
    void bound(ServletWebServerInitializedEvent event) {
        url = URI.create("http://" + host + ":" + event.getWebServer().getPort());
    }

    /**
     * The root of this process's addresses, without a slash at its end.
     *
     * @throws IllegalStateException before the server has bound its port
     */
    public URI url() {
        var known = url;
        if (known == null) {
            throw new IllegalStateException("the HTTP server has not bound its port yet");
        }
        return known;
    }
}
