using Avro;
using Newtonsoft.Json.Linq;

namespace GridFlow.Decoding;

/// <summary>Writer schemas as text.</summary>
internal static class SchemaText
{
    private const string LogicalType = "logicalType";

    /// <summary>Parses a schema without its logical types.</summary>
    /// <remarks>
    /// They say nothing about the bytes. Apache.Avro would convert every value and throw for a time beyond its calendar, resolve a plain long to no
    /// timestamp at all, and refuse a whole schema for a logical type that it does not know.
    /// </remarks>
    public static Schema ParsePhysical(string text)
    {
        var json = Parse(text);
        foreach (var logical in json.SelectTokens($"$..{LogicalType}").ToList())
        {
            (logical.Parent as JProperty)?.Remove();
        }

        return Schema.Parse(json.ToString(Newtonsoft.Json.Formatting.None));
    }

    /// <summary>The logical types of the field <c>timestamp</c>, also inside a union.</summary>
    public static IEnumerable<string> TimestampTypes(string text) =>
        Parse(text) is JObject { } record && record["fields"] is JArray fields
            ? fields.OfType<JObject>().Where(field => (string?)field["name"] == "timestamp").SelectMany(field => field.SelectTokens($"$..{LogicalType}")).Select(type => type.ToString())
            : [];

    /// <summary>The type of a record's field, as text; null when there is none.</summary>
    public static string? TypeOf(string text, string field) =>
        (Parse(text) as JObject)?["fields"]?.OfType<JObject>().FirstOrDefault(candidate => (string?)candidate["name"] == field)?["type"]?.ToString();

    private static JToken Parse(string text) => text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith('[') ? JToken.Parse(text) : new JValue(text.Trim('"', ' ', '\n'));
}
