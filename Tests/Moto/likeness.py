"""Mends moto where it differs from AWS in something that costguard reads."""

from moto.ec2.models.elastic_network_interfaces import NetworkInterface


def mend() -> None:
    """An address that AWS lends to a running machine belongs to 'amazon'; moto says that it is the account's."""
    as_moto_has_it = NetworkInterface.association.fget

    def association(interface: NetworkInterface) -> dict:
        found = as_moto_has_it(interface)
        if found and not found.get("allocationId"):
            found["ipOwnerId"] = "amazon"
        return found

    NetworkInterface.association = property(association)
