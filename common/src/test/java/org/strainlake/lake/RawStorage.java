package org.strainlake.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.strainlake.http.Answer;
import org.strainlake.http.OutboundHttp;
import org.strainlake.token.TokenSource;

/** A storage as a plain client sees it, with all rights. */
record RawStorage(LakeAccess access, OutboundHttp http, TokenSource tokens) {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Sends one request with a token; names and values of headers in turn. */
    Answer call(String method, URI url, byte @Nullable [] body, String... headers) throws IOException {
        var request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token(url))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), TIMEOUT);
    }

    /** Announces all bytes, sends some and ends the connection; returns once the storage has ended it too. */
    void putCutOff(URI url, byte[] bytes, int sent) throws IOException {
        var head = "PUT " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAuthorization: Bearer "
                + token(url) + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        try (var socket = connected(url)) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes, 0, sent);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private Socket connected(URI url) throws IOException {
        var caFile = access.caFile();
        var socket = "https".equals(url.getScheme()) && caFile != null
                ? OutboundHttp.trusting(caFile).getSocketFactory().createSocket(url.getHost(), url.getPort())
                : new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        return socket;
    }

    private String token(URI url) throws IOException {
        return tokensOf(url).token("", "storage.read:/ storage.create:/ storage.modify:/");
    }

    /** Tokens that are good for the storage of an address, whomever they are asked for. */
    TokenSource tokensOf(URI url) {
        var audience = url.getScheme() + "://" + url.getAuthority();
        return new TokenSource() {
            @Override
            public String token(String ignored, String scope) throws IOException {
                return tokens.token(audience, scope);
            }

            @Override
            public void invalidate(String ignored, String scope, String refused) {
                tokens.invalidate(audience, scope, refused);
            }
        };
    }
}
