using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridFlow.Control.Demo;

/// <summary>Maps <see cref="EmbeddedSchemaRegistry"/> under the paths and error codes of Confluent's registry.</summary>
internal static class RegistryEndpoints
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";

    // Schemas are read by people too: no \u0022 for every quotation mark.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapSchemaRegistry(this WebApplication app, EmbeddedSchemaRegistry registry)
    {
        app.MapGet("/schemas/ids/{id:int}", (int id) => registry.Schema(id) is { } schema
            ? Json(new JsonObject { ["schema"] = schema })
            : NotFound(40403, $"Schema {id} not found"));
        app.MapGet("/subjects", () => Json(new JsonArray([.. registry.Subjects().Select(subject => JsonValue.Create(subject))])));
        app.MapGet("/subjects/{subject}/versions", (string subject) => registry.Versions(subject) is { } versions
            ? Json(new JsonArray([.. Enumerable.Range(1, versions.Length).Select(version => JsonValue.Create(version))]))
            : NotFound(40401, $"Subject '{subject}' not found."));
        app.MapGet("/subjects/{subject}/versions/{version}", (string subject, string version) => Version(registry, subject, version));
        app.MapPost("/subjects/{subject}/versions", async (string subject, HttpRequest request) => await ReadSchemaAsync(request) is { } schema
            ? Json(new JsonObject { ["id"] = registry.Register(subject, schema) })
            : Error(StatusCodes.Status422UnprocessableEntity, 42201, "Invalid schema"));
        app.MapPost("/subjects/{subject}", async (string subject, HttpRequest request) =>
        {
            var schema = await ReadSchemaAsync(request);
            var index = Array.FindIndex(registry.Versions(subject) ?? [], id => registry.Schema(id) == schema);
            return index >= 0 ? Version(registry, subject, (index + 1).ToString(CultureInfo.InvariantCulture)) : NotFound(40403, "Schema not found");
        });
        app.MapGet("/config", () => Json(new JsonObject { ["compatibilityLevel"] = "NONE" }));
        app.MapGet("/mode", () => Json(new JsonObject { ["mode"] = "READWRITE" }));
    }

    private static IResult Version(EmbeddedSchemaRegistry registry, string subject, string version)
    {
        var ids = registry.Versions(subject) ?? [];
        if (ids.Length == 0)
        {
            return NotFound(40401, $"Subject '{subject}' not found.");
        }

        var number = version == "latest" ? ids.Length : int.TryParse(version, CultureInfo.InvariantCulture, out var given) ? given : 0;
        return number >= 1 && number <= ids.Length
            ? Json(new JsonObject { ["subject"] = subject, ["version"] = number, ["id"] = ids[number - 1], ["schema"] = registry.Schema(ids[number - 1]) })
            : NotFound(40402, $"Version {version} not found.");
    }

    private static async Task<string?> ReadSchemaAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonNode.ParseAsync(request.Body);
            return EmbeddedSchemaRegistry.Canonical((string?)body?["schema"]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IResult NotFound(int code, string message) => Error(StatusCodes.Status404NotFound, code, message);

    private static IResult Error(int status, int code, string message) => Json(new JsonObject { ["error_code"] = code, ["message"] = message }, status);

    private static IResult Json(JsonNode node, int status = StatusCodes.Status200OK) => Results.Text(node.ToJsonString(Readable), MediaType, statusCode: status);
}
