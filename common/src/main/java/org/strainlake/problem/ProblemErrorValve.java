package org.strainlake.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Answers what Tomcat refuses before any filter sees it, such as a path it cannot decode, as a problem instead of a
 * page of HTML. Tomcat makes it by its name.
 */
public final class ProblemErrorValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable unused) {
        int status = response.getStatus();
        if (status < HttpServletResponse.SC_BAD_REQUEST
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        var body = "{\"type\":\"/problems/" + (status < 500 ? "invalid-request" : "internal-error")
                + "\",\"title\":\"The request could not be answered\",\"status\":" + status + "}";
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
