package org.strainlake.token;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.OncePerRequestFilter;
import org.strainlake.problem.Problems;

/**
 * Refuses request paths that two readers could read in two ways, with 400 and before anybody looks at a token:
 * {@code .} and {@code ..}, empty components, backslash, semicolon, and encoded slash, backslash, percent sign or
 * control characters.
 */
final class RequestPathFilter extends OncePerRequestFilter {
    static final String REASON = "the path can be read in two ways";

    private final RefusalListener refusals;

    RequestPathFilter(RefusalListener refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isClear(request.getRequestURI())) {
            chain.doFilter(request, response);
        } else {
            refusals.refused(request, null, HttpStatus.BAD_REQUEST.value(), REASON);
            Problems.write(request, response, ambiguousPath());
        }
    }

    /** The answer to such a path. */
    static ProblemDetail ambiguousPath() {
        return Problems.of(
                HttpStatus.BAD_REQUEST,
                "ambiguous-path",
                "The path can be read in two ways",
                "A path has no empty, . or .. component, no backslash or semicolon, and no encoded slash, backslash,"
                        + " percent sign or control character.");
    }

    static boolean isClear(String uri) {
        if (uri.indexOf(';') >= 0 || uri.indexOf('\\') >= 0) {
            return false;
        }
        try {
            // What is left to check after decoding once: a percent sign or semicolon that was encoded.
            return PathParts.of(uri).stream().noneMatch(part -> part.indexOf('%') >= 0 || part.indexOf(';') >= 0);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
