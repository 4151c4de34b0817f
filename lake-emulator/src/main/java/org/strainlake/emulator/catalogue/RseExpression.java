package org.strainlake.emulator.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.strainlake.emulator.storage.StorageElement;

/**
 * Rucio's language for sets of RSEs: names, {@code key=value}, {@code *}, and of these {@code &} (both), {@code |}
 * (either), {@code \} (without) and parentheses, read from the left, all of the same rank. Comparisons are not known.
 */
final class RseExpression {
    private static final Pattern TOKEN = Pattern.compile("\\s*([()&|\\\\]|[A-Za-z0-9_.*-]+(=[A-Za-z0-9_.-]+)?)\\s*");

    private final Collection<StorageElement> all;
    private final List<String> tokens;
    private int position;

    private RseExpression(Collection<StorageElement> all, List<String> tokens) {
        this.all = all;
        this.tokens = tokens;
    }

    /**
     * The RSEs that an expression names.
     *
     * @param status what a refusal carries: it differs by the caller
     * @throws Refusal if it is malformed or names none
     */
    static Set<StorageElement> evaluate(String expression, Collection<StorageElement> all, int status) {
        var tokens = new ArrayList<String>();
        var matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        var parser = new RseExpression(all, tokens);
        if (end != expression.length() || tokens.isEmpty()) {
            throw syntax(status);
        }
        var found = parser.sequence(status);
        if (parser.position != tokens.size()) {
            throw syntax(status);
        }
        if (found.isEmpty()) {
            throw new Refusal(status, "InvalidRSEExpression", "RSE Expression resulted in an empty set.");
        }
        return found;
    }

    private static Refusal syntax(int status) {
        return new Refusal(status, "InvalidRSEExpression", "Expression does not comply to RSE Expression syntax");
    }

    private Set<StorageElement> sequence(int status) {
        var left = operand(status);
        while (position < tokens.size() && "&|\\".contains(tokens.get(position))) {
            var operator = tokens.get(position++);
            var right = operand(status);
            switch (operator) {
                case "&" -> left.retainAll(right);
                case "|" -> left.addAll(right);
                default -> left.removeAll(right);
            }
        }
        return left;
    }

    private Set<StorageElement> operand(int status) {
        if (position >= tokens.size()) {
            throw syntax(status);
        }
        var token = tokens.get(position++);
        if (token.equals("(")) {
            var inner = sequence(status);
            if (position >= tokens.size() || !tokens.get(position++).equals(")")) {
                throw syntax(status);
            }
            return inner;
        }
        if (")&|\\".contains(token)) {
            throw syntax(status);
        }
        var found = new LinkedHashSet<StorageElement>();
        for (var element : all) {
            if (matches(element, token)) {
                found.add(element);
            }
        }
        return found;
    }

    private static boolean matches(StorageElement element, String token) {
        int equals = token.indexOf('=');
        if (equals < 0) {
            return token.equals("*")
                    || element.name().equals(token)
                    || "true".equalsIgnoreCase(element.attributes().get(token));
        }
        return token.substring(equals + 1).equals(element.attributes().get(token.substring(0, equals)));
    }
}
