namespace GridFlow.Decoding;

/// <summary>Why a record became a dead letter. <see cref="DeadLetterCodes.Word"/> gives the word that stands in the header.</summary>
public enum DeadLetterCode
{
    /// <summary>The record has no value (a tombstone).</summary>
    NullValue,

    /// <summary>The first byte is not the registry's magic byte 0.</summary>
    BadMagic,

    /// <summary>The value ends inside the header or inside a field.</summary>
    Truncated,

    /// <summary>The registry has no schema of this id.</summary>
    UnknownSchema,

    /// <summary>The schema cannot be read as <c>gridflow.v1.SensorReading</c>.</summary>
    IncompatibleSchema,

    /// <summary>The bytes are not what the schema says.</summary>
    Malformed,

    /// <summary>Bytes are left over behind the record.</summary>
    TrailingBytes,

    /// <summary>A measurement is NaN or infinite.</summary>
    NotFinite,

    /// <summary>A measurement or the timestamp lies outside what is possible.</summary>
    OutOfRange,

    /// <summary>The meter id is empty.</summary>
    EmptyMeterId,

    /// <summary>The meter id is longer than 128 bytes.</summary>
    MeterIdTooLong,

    /// <summary>The meter id is not UTF-8.</summary>
    InvalidMeterId,

    /// <summary>The feeder id is longer than 1,024 bytes.</summary>
    FeederIdTooLong,

    /// <summary>The status is not one of the enum's symbols.</summary>
    InvalidStatus,

    /// <summary>The meter's clock is too far ahead of the broker's.</summary>
    ClockAhead,
}
