"""Mends moto where it differs from AWS in something that costguard reads."""

from moto.ec2.exceptions import InvalidAMIIdError
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.responses.amis import AmisResponse
from moto.sts.responses import TokenResponse

OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")


def mend() -> None:
    mend_addresses()
    mend_regions()
    mend_image_attributes()
    mend_web_identity()


def mend_web_identity() -> None:
    """A token is the proof for AssumeRoleWithWebIdentity, which comes unsigned; moto wants a signature."""
    as_moto_has_it = TokenResponse._authenticate_and_authorize_normal_action

    def check(self: TokenResponse, resource: str = "*") -> None:
        unsigned = "Authorization" not in self.headers
        if not (unsigned and self._get_action() == "AssumeRoleWithWebIdentity" and self._get_param("WebIdentityToken")):
            as_moto_has_it(self, resource)

    TokenResponse._authenticate_and_authorize_normal_action = check


def mend_image_attributes() -> None:
    """An image that is not there is not found; moto fails on it."""
    as_moto_has_it = AmisResponse.describe_image_attribute

    def describe_image_attribute(self: AmisResponse):
        image = self._get_param("ImageId")
        if image not in self.ec2_backend.amis:
            raise InvalidAMIIdError(image)
        return as_moto_has_it(self)

    AmisResponse.describe_image_attribute = describe_image_attribute


def mend_regions() -> None:
    """An account sees the regions of its own partition; moto lists China's and the government's too."""
    regions = RegionsAndZonesBackend.regions
    RegionsAndZonesBackend.regions = [region for region in regions if not region.name.startswith(OTHER_PARTITIONS)]


def mend_addresses() -> None:
    """An address that AWS lends to a running machine belongs to 'amazon'; moto says that it is the account's."""
    as_moto_has_it = NetworkInterface.association.fget

    def association(interface: NetworkInterface) -> dict:
        found = as_moto_has_it(interface)
        if found and not found.get("allocationId"):
            found["ipOwnerId"] = "amazon"
        return found

    NetworkInterface.association = property(association)
