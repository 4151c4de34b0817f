package org.strainlake.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers the container's error dispatches: errors that never reached a handler. */
@Controller
final class ProblemErrorController implements ErrorController {
    @RequestMapping("${spring.web.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        var status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        var known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        var slug = switch (known) {
            case INTERNAL_SERVER_ERROR -> "internal-error";
            case BAD_REQUEST -> "invalid-request";
            default -> known.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
        Problems.write(
                request,
                response,
                Problems.of(known, slug, known.getReasonPhrase(), "The request could not be answered."));
    }
}
