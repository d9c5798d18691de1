using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GridFlow.Control.Reconciliation;

/// <summary>Reads the answer of InfluxDB 1: a JSON object a line. Its CSV has no place for an error.</summary>
internal static class InfluxQlPoints
{
    /// <summary>Points as they come.</summary>
    /// <exception cref="InvalidDataException">The server says what is wrong, or it is no answer of InfluxDB.</exception>
    public static async IAsyncEnumerable<PointKey> ReadAsync(Stream answer, [EnumeratorCancellation] CancellationToken stop)
    {
        using var reader = new StreamReader(answer);
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            foreach (var key in Keys(line))
            {
                yield return key;
            }
        }
    }

    private static List<PointKey> Keys(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var keys = new List<PointKey>();
            foreach (var result in json.RootElement.GetProperty("results").EnumerateArray())
            {
                if (result.TryGetProperty("error", out var error))
                {
                    throw new InvalidDataException(error.GetString());
                }

                foreach (var row in Items(result, "series").SelectMany(series => Items(series, "values")))
                {
                    // Points that somebody else wrote may lack a tag: none of ours.
                    if (row is { ValueKind: JsonValueKind.Array } && row.GetArrayLength() == 6 && Enumerable.Range(2, 4).All(index => row[index].ValueKind == JsonValueKind.String))
                    {
                        keys.Add(PointKey.Of(row[2].GetString()!, row[3].GetString()!, row[4].GetString()!, row[5].GetString()!, row[0].GetInt64()));
                    }
                }
            }

            return keys;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"not an answer of InfluxDB 1 ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static List<JsonElement> Items(JsonElement parent, string name) => parent.TryGetProperty(name, out var items) ? [.. items.EnumerateArray()] : [];
}
