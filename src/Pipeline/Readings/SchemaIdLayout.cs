namespace GridFlow.Readings;

/// <summary>How a schema id stands in front of an Avro record.</summary>
public enum SchemaIdLayout
{
    /// <summary>Magic byte 0, then the id as 4 bytes, big endian.</summary>
    Confluent,

    /// <summary>Magic byte 0, then the id as 8 bytes, big endian (Apicurio Registry's own serializers).</summary>
    Apicurio,
}
