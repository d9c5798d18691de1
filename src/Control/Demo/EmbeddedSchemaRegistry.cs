using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridFlow.Control.Demo;

/// <summary>A schema registry in memory: the part of Confluent's REST API that serializers and people use.</summary>
internal sealed class EmbeddedSchemaRegistry
{
    private readonly Lock _lock = new();
    private readonly List<string> _schemas = [];
    private readonly SortedDictionary<string, List<int>> _subjects = new(StringComparer.Ordinal);

    /// <summary>Registers a schema, or finds it: the same text always has the same id.</summary>
    public int Register(string subject, string schema)
    {
        lock (_lock)
        {
            var index = _schemas.IndexOf(schema);
            if (index < 0)
            {
                index = _schemas.Count;
                _schemas.Add(schema);
            }

            if (!_subjects.TryGetValue(subject, out var versions))
            {
                _subjects[subject] = versions = [];
            }

            if (!versions.Contains(index + 1))
            {
                versions.Add(index + 1);
            }

            return index + 1;
        }
    }

    /// <summary>The subjects, sorted.</summary>
    public string[] Subjects()
    {
        lock (_lock)
        {
            return [.. _subjects.Keys];
        }
    }

    /// <summary>A schema by id; null when there is none.</summary>
    public string? Schema(int id)
    {
        lock (_lock)
        {
            return id >= 1 && id <= _schemas.Count ? _schemas[id - 1] : null;
        }
    }

    /// <summary>Ids of a subject's versions, the first version first; null when there is no such subject.</summary>
    public int[]? Versions(string subject)
    {
        lock (_lock)
        {
            return _subjects.TryGetValue(subject, out var versions) ? [.. versions] : null;
        }
    }

    /// <summary>The canonical text of a schema in a request, or null when it is no JSON.</summary>
    public static string? Canonical(string? schema)
    {
        try
        {
            // White space must not make a new version; a bare word such as "string" is a schema too.
            return schema is null ? null : JsonNode.Parse(schema)?.ToJsonString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
