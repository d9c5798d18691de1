using Avro;

namespace GridFlow.Decoding;

/// <summary>A record's bytes end before the record does.</summary>
internal sealed class RecordEndsException() : AvroException("the bytes end inside the record");
