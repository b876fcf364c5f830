package org.chasqui.systemtests.drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A span as it arrives by OTLP, read as far as a test needs.
 *
 * @param parent empty for the first of a trace
 * @param links ids of the spans that it is linked to
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto">the numbers of the fields</a>
 */
record ExportedSpan(String service, String trace, String id, String parent, String name, List<String> links) {

    /** Reads the body of an export. */
    static List<ExportedSpan> in(byte[] request) {
        var spans = new ArrayList<ExportedSpan>();
        for (var resource : fields(request, 1)) {
            var service = serviceOf(fields(resource, 1).getFirst());
            for (var scope : fields(resource, 2)) {
                fields(scope, 2).forEach(span -> spans.add(read(service, span)));
            }
        }
        return spans;
    }

    @Override
    public String toString() {
        return service + ": " + name;
    }

    private static ExportedSpan read(String service, byte[] span) {
        var links = fields(span, 13).stream().map(link -> hex(fields(link, 2))).toList();
        var name = new String(fields(span, 5).getFirst(), UTF_8);
        return new ExportedSpan(service, hex(fields(span, 1)), hex(fields(span, 2)), hex(fields(span, 4)), name, links);
    }

    private static String serviceOf(byte[] resource) {
        return fields(resource, 1).stream()
                .filter(attribute ->
                        "service.name".equals(new String(fields(attribute, 1).getFirst(), UTF_8)))
                .map(attribute -> fields(fields(attribute, 2).getFirst(), 1).getFirst())
                .map(name -> new String(name, UTF_8))
                .findFirst()
                .orElse("");
    }

    private static String hex(List<byte[]> field) {
        return field.isEmpty() ? "" : HexFormat.of().formatHex(field.getFirst());
    }

    /** The values of a field that has a length, in a message of protobuf. */
    private static List<byte[]> fields(byte[] message, int number) {
        var values = new ArrayList<byte[]>();
        var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            var key = varint(in);
            switch ((int) key & 7) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 5 -> in.getInt();
                default -> {
                    var value = new byte[(int) varint(in)];
                    in.get(value);
                    if (key >>> 3 == number) {
                        values.add(value);
                    }
                }
            }
        }
        return values;
    }

    private static long varint(ByteBuffer in) {
        var value = 0L;
        for (var shift = 0; ; shift += 7) {
            var next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
