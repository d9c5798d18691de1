using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace GridFlow.Control.Operator;

/// <summary>Messages of the contract as JSON with the names of the contract.</summary>
internal static class ProtoJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithPreserveProtoFieldNames(true));

    // Sentences have σ and ° in them; no page of a browser is written here.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line.</summary>
    public static string Line(IMessage message) => Node(message).ToJsonString(Plain);

    /// <summary>One line: the message under a name.</summary>
    public static string Line(string name, IMessage message) => new JsonObject { [name] = Node(message) }.ToJsonString(Plain);

    private static JsonObject Node(IMessage message)
    {
        var node = JsonNode.Parse(Formatter.Format(message))!.AsObject();
        MakeNumbers(node, message.Descriptor);
        return node;
    }

    // ProtoJSON writes 64-bit integers as strings, with which "jq '.x > 5'" is always true. None of ours comes near 2^53.
    private static void MakeNumbers(JsonObject node, MessageDescriptor descriptor)
    {
        foreach (var field in descriptor.Fields.InDeclarationOrder())
        {
            if (node[field.Name] is not { } value)
            {
                continue;
            }

            if (field.IsMap)
            {
                MakeNumbers(value.AsObject(), field.MessageType.FindFieldByName("value"));
            }
            else if (value is JsonArray array)
            {
                for (var i = 0; i < array.Count; i++)
                {
                    array[i] = Number(array[i]!, field);
                }
            }
            else
            {
                node[field.Name] = Number(value, field);
            }
        }
    }

    private static void MakeNumbers(JsonObject map, FieldDescriptor value)
    {
        foreach (var key in map.Select(pair => pair.Key).ToList())
        {
            map[key] = Number(map[key]!, value);
        }
    }

    private static JsonNode Number(JsonNode value, FieldDescriptor field)
    {
        if (field.FieldType is FieldType.Int64 && value is JsonValue)
        {
            return JsonValue.Create(long.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture));
        }

        if (field.FieldType is FieldType.Message && value is JsonObject message)
        {
            MakeNumbers(message, field.MessageType);
        }

        // A node has one parent: the same one may not be set twice.
        return value.DeepClone();
    }
}
