package org.strainlake.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.strainlake.deviation.Subject;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.DataIdentifier;

/** Tells what goes otherwise than it should in one call. */
final class CallWatch {
    /** An answer that takes longer, beside the time that the call grants for its own bytes, is slow. */
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final OutboundHttp http;
    private final String where;
    private final String method;
    private final Duration slow;
    private final @Nullable DataIdentifier did = Subject.current();
    private final long begun = System.nanoTime();

    /**
     * A call that begins now.
     *
     * @param stall what the call grants beside the time for its bytes
     */
    CallWatch(OutboundHttp http, String where, HttpRequest request, Duration stall) {
        this.http = http;
        this.where = where;
        this.method = request.method();
        var forBytes = request.timeout().orElse(stall).minus(stall);
        this.slow = forBytes.isNegative() ? SLOW : SLOW.plus(forBytes);
    }

    void answered(Answer answer, boolean ill) {
        http.deviations().reached(where);
        int status = answer.status();
        if (status == 401) {
            tell(Deviation.TOKEN_REFUSED, status + "");
        } else if (status == 429) {
            tell(Deviation.ANSWER_THROTTLED, status + "");
        } else if (ill) {
            tell(Deviation.ANSWER_UNAVAILABLE, status + "");
        } else if (took().compareTo(slow) > 0) {
            tell(Deviation.ANSWER_SLOW, status + " after " + took().toMillis() + " ms");
        }
    }

    /** No answer came. */
    void failed(IOException failure) {
        switch (failure) {
            case HttpConnectTimeoutException away -> tell(Deviation.PART_AWAY, "no connection in time");
            case ConnectException away -> tell(Deviation.PART_AWAY, "no connection");
            case SSLException away -> tell(Deviation.PART_AWAY, "no secure connection");
            default -> brokeOff(failure);
        }
    }

    /** It was connected, and something ended the call. */
    void brokeOff(IOException failure) {
        switch (failure) {
            case HttpTimeoutException missing -> tell(Deviation.ANSWER_MISSING, "no answer in time");
            case InterruptedIOException ours -> {} // our own end says nothing of the other side
            default -> tell(Deviation.CONNECTION_CUT, "the connection broke off");
        }
    }

    private void tell(Deviation deviation, String detail) {
        http.deviations().seen(deviation, where, did, took(), method + ": " + detail);
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
