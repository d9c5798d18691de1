namespace GridFlow.Decoding;

/// <summary>What is known of one schema id.</summary>
/// <param name="Kind">How its records are read.</param>
/// <param name="Resolver">Reads records of another version; set for <see cref="WriterSchemaKind.Resolvable"/>.</param>
/// <param name="Reason">Why its records cannot be read; set for the last two kinds.</param>
internal sealed record WriterSchema(WriterSchemaKind Kind, ResolvingReader? Resolver, string Reason);

/// <summary>How records of a schema are read.</summary>
internal enum WriterSchemaKind
{
    /// <summary>The schema of this version: parsed where it lies.</summary>
    Known,

    /// <summary>Another version that Avro's rules can resolve to this one.</summary>
    Resolvable,

    /// <summary>Avro's rules cannot resolve it.</summary>
    Incompatible,

    /// <summary>The registry has no schema of this id.</summary>
    Missing,
}
