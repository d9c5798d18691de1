namespace GridFlow.Readings;

/// <summary>The Avro schemas of <c>protos/avro</c>, as text.</summary>
public static class GridFlowSchemas
{
    /// <summary><c>gridflow.v1.SensorReading</c>.</summary>
    public static string SensorReading { get; } = Load("SensorReading.avsc");

    /// <summary><c>gridflow.v1.AnomalyEvent</c>.</summary>
    public static string AnomalyEvent { get; } = Load("AnomalyEvent.avsc");

    private static string Load(string name)
    {
        using var stream = typeof(GridFlowSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
